namespace EmailDispatch.Storage;

/// <summary>
/// Reads the rows before a key, nearest first: a table is read in one direction only. Ranges that end at the key are read, each eight times as
/// wide as the one before it, until there are rows enough; one with too many rows is read again in part. So the cost is that of the rows
/// nearby, however many others there are. Keys are numbers of 128 bits here.
/// </summary>
/// <param name="limit">How many rows are wanted.</param>
/// <param name="most">How many are read of one range; half as many, and the reading ends with what was found.</param>
internal sealed class BackwardReading<T>(int limit, int most)
    where T : class
{
    private const int Growth = 8;
    private const int Division = 16;

    /// <summary>Where a range of about this width begins that ends before a key.</summary>
    public Func<UInt128, UInt128, UInt128> StartOf { get; init; } = (end, width) => end > width ? end - width : 0;

    /// <summary>The rows from a key up to, not with, another, in order; null where they are more than so many.</summary>
    public required Func<UInt128, UInt128, int, Task<IReadOnlyList<T>?>> Read { get; init; }

    /// <summary>Which rows are wanted.</summary>
    public required Func<T, bool> Matches { get; init; }

    /// <summary>The rows before a key.</summary>
    /// <returns>The rows in the order of the table, and the one before which to go on; null where there is nothing more.</returns>
    public async Task<(IReadOnlyList<T> Rows, T? Next)> BeforeAsync(UInt128 end, UInt128 width)
    {
        var (found, furthest, lookedAt) = (new List<T>(), (T?)null, 0);
        while (end > 0 && found.Count <= limit)
        {
            if (lookedAt >= most / 2)
                return (found, furthest);

            var start = StartOf(end, width);
            if (await Read(start, end, most) is not { } rows)
            {
                width = UInt128.Max((end - start) / Division, 1);
                continue;
            }

            found.InsertRange(0, rows.Where(Matches));
            (furthest, lookedAt) = (rows.Count > 0 ? rows[0] : furthest, lookedAt + rows.Count);
            (end, width) = (start, width > UInt128.MaxValue / Growth ? UInt128.MaxValue : width * Growth);
        }

        if (found.Count <= limit)
            return (found, null);
        found.RemoveRange(0, found.Count - limit);
        return (found, found[0]);
    }
}
