namespace EmailDispatch.Storage;

/// <summary>One page of a list.</summary>
/// <param name="Rows">The rows, in the order of the list.</param>
/// <param name="Next">The next page starts after this row (before it when reading backward); it may be off the page. Null on the last page.</param>
/// <param name="LookedAt">How many rows were looked at.</param>
public sealed record RowPage<T>(IReadOnlyList<T> Rows, T? Next, int LookedAt = 0)
    where T : class
{
    /// <summary>How many rows are looked at for one page, so that a filter that hardly any row matches does not read the whole list.</summary>
    public const int MaxLookedAt = 5_000;

    public bool HasMore => Next is not null;

    /// <summary>
    /// Reads rows until there are enough matches, or <see cref="MaxLookedAt"/> were looked at. So a page may have fewer rows than requested, or none,
    /// and not be the last.
    /// </summary>
    internal static async Task<RowPage<T>> ReadAsync(IAsyncEnumerable<T> rows, Func<T, bool> matches, int limit)
    {
        var (found, lookedAt, last) = (new List<T>(), 0, (T?)null);
        await foreach (var row in rows)
        {
            if (lookedAt == MaxLookedAt)
                return new RowPage<T>(found, last, lookedAt);

            if (matches(row))
            {
                if (found.Count == limit)
                    return new RowPage<T>(found, found[^1], lookedAt);
                found.Add(row);
            }

            (last, lookedAt) = (row, lookedAt + 1);
        }

        return new RowPage<T>(found, Next: null, lookedAt);
    }
}
