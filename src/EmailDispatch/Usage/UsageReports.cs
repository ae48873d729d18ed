namespace EmailDispatch.Usage;

public sealed class UsageReports(UsageTable usage)
{
    /// <summary>The maximum number of lines in a report.</summary>
    public const int MaxLines = 10_000;

    // The maximum number of rows read for those lines, which only a daily report can reach: 200 requests.
    private const int MaxRows = 200_000;

    /// <summary>Reads a report.</summary>
    /// <returns>The report; null if it would have more than <see cref="MaxLines"/> lines or take far too long to add up.</returns>
    public async Task<UsageReport?> ReadAsync(UsageQuery query, CancellationToken cancellationToken)
    {
        var lines = new Dictionary<(DateTimeOffset Period, string Value), UsageFigures>();
        var rows = 0;
        await foreach (var row in usage.ReadAsync(query.Tenant, query.Dimension, query.From, query.To, cancellationToken))
        {
            Add(lines, (query.PeriodOf(row.Hour), row.Value), row.Figures);
            if (lines.Count > MaxLines || ++rows > MaxRows)
                return null;
        }

        var values = new SortedDictionary<string, UsageFigures>(StringComparer.Ordinal);
        var totals = new UsageFigures();
        foreach (var ((_, value), figures) in lines)
        {
            Add(values, value, figures);
            totals.Add(figures);
        }

        var sorted = lines.OrderBy(line => line.Key.Period).ThenBy(line => line.Key.Value, StringComparer.Ordinal);
        return new UsageReport(query, [.. sorted.Select(line => new UsageLine(line.Key.Period, line.Key.Value, line.Value))], values, totals);
    }

    private static void Add<TKey>(IDictionary<TKey, UsageFigures> sums, TKey key, UsageFigures figures)
    {
        if (!sums.TryGetValue(key, out var sum))
            sums.Add(key, sum = new UsageFigures());
        sum.Add(figures);
    }
}

/// <summary>The usage of a range.</summary>
/// <param name="Query">The query.</param>
/// <param name="Lines">By period and value; a period in which nothing was accepted has no line.</param>
/// <param name="Values">By value, over the whole range.</param>
/// <param name="Totals">The sum of all lines. By tag, an email with two tags is counted twice.</param>
public sealed record UsageReport(
    UsageQuery Query, IReadOnlyList<UsageLine> Lines, IReadOnlyDictionary<string, UsageFigures> Values, UsageFigures Totals);

/// <summary>One line of a report: the start of the period in UTC, and the value of the dimension, which is empty if the dimension has none.</summary>
public sealed record UsageLine(DateTimeOffset Period, string Value, UsageFigures Figures);
