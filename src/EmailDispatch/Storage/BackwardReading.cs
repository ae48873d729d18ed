namespace EmailDispatch.Storage;

/// <summary>
/// Reads the rows before a key, nearest first, although a table can only be read forward. It reads ranges that end at the key, each eight times as
/// wide as the previous one, until there are enough rows. If a range has too many rows, a part of it is read instead. So the cost depends only on
/// the rows nearby. Keys are 128-bit numbers here.
/// </summary>
/// <param name="limit">How many rows are wanted.</param>
/// <param name="most">The most rows to read from one range. Reading stops with what was found after half as many in total.</param>
internal sealed class BackwardReading<T>(int limit, int most = RowPage<T>.MaxLookedAt)
    where T : class
{
    private const int Growth = 8;
    private const int Division = 16;

    /// <summary>The first key to read.</summary>
    public UInt128 First { get; init; }

    /// <summary>Returns the start of a range of about the given width that ends before a key.</summary>
    public Func<UInt128, UInt128, UInt128> StartOf { get; init; } = (end, width) => end > width ? end - width : 0;

    /// <summary>Reads the rows from one key up to, but not including, another, in order; null if there are more than the given number.</summary>
    public required Func<UInt128, UInt128, int, Task<IReadOnlyList<T>?>> Read { get; init; }

    public required Func<T, bool> Matches { get; init; }

    /// <summary>Returns the rows before a key, in the order of the table.</summary>
    public async Task<RowPage<T>> BeforeAsync(UInt128 end, UInt128 width)
    {
        var (found, furthest, lookedAt) = (new List<T>(), (T?)null, 0);
        while (end > First && found.Count <= limit)
        {
            if (lookedAt >= most / 2)
                return new RowPage<T>(found, furthest);

            var start = UInt128.Max(StartOf(end, width), First);
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
            return new RowPage<T>(found, Next: null);
        found.RemoveRange(0, found.Count - limit);
        return new RowPage<T>(found, found[0]);
    }
}
