using Microsoft.Extensions.Options;

namespace EmailDispatch.Usage;

public sealed class UsageReports(UsageTable usage, UsageRefresh refresh, UsageCosts costs, IOptions<UsageOptions> options)
{
    /// <summary>The maximum number of lines in a report.</summary>
    public const int MaxLines = 10_000;

    // The maximum number of rows read for those lines, which only a daily report can reach: 200 requests.
    private const int MaxRows = 200_000;

    /// <summary>Reads a report, after bringing its open hours up to date (<see cref="UsageRefresh"/>).</summary>
    /// <returns>The report; null if it would have more than <see cref="MaxLines"/> lines or take far too long to add up.</returns>
    public async Task<UsageReport?> ReadAsync(UsageQuery query, CancellationToken cancellationToken)
    {
        var age = await refresh.RefreshAsync(query.Tenant, query.From, query.To, cancellationToken);
        if (await ReadLinesAsync(query, query.Dimension, cancellationToken) is not { } lines)
            return null;

        var values = new SortedDictionary<string, UsageFigures>(StringComparer.Ordinal);
        var totals = new UsageFigures();
        foreach (var ((_, value), figures) in lines)
        {
            Add(values, value, figures);
            totals.Add(figures);
        }

        var costsOfAll = query.Dimension == UsageDimension.Total ? await ReadCostsAsync(query, cancellationToken) : [];
        var asOf = age.ByPeriod(query);
        var sorted = lines.OrderBy(line => line.Key.Period).ThenBy(line => line.Key.Value, StringComparer.Ordinal).Select(line => NewLine(line.Key.Period, line.Key.Value, line.Value));
        List<UsageLine> whole = [.. values.Select(value => NewLine(null, value.Key, value.Value))];

        // An email counts under each of its tags and domains, but costs once.
        var cost = query.Dimension is UsageDimension.ProviderTag or UsageDimension.ProviderDomain ? null : UsageCosts.Sum(whole.Select(value => value.Cost));
        return new UsageReport(query, [.. sorted], whole, new UsageLine(null, "", totals) { Cost = cost }, age.AsOf, options.Value.Currency);

        UsageLine NewLine(DateTimeOffset? period, string value, UsageFigures figures) => new(period, value, figures)
        {
            Cost = query.Dimension != UsageDimension.Total ? costs.Of(query.Dimension, value, figures)
                : period is { } start ? costsOfAll.GetValueOrDefault(start) : UsageCosts.Sum(costsOfAll.Values),
            AsOf = period is { } begun && asOf.TryGetValue(begun, out var at) ? at : null,
        };
    }

    /// <summary>The costs of all emails by period.</summary>
    private async Task<Dictionary<DateTimeOffset, decimal?>> ReadCostsAsync(UsageQuery query, CancellationToken cancellationToken)
    {
        var lines = costs.AreKnown ? await ReadLinesAsync(query, UsageDimension.Provider, cancellationToken) ?? [] : [];
        return lines.GroupBy(line => line.Key.Period).ToDictionary(
            period => period.Key, period => UsageCosts.Sum(period.Select(line => costs.Of(UsageDimension.Provider, line.Key.Value, line.Value))));
    }

    private async Task<Dictionary<(DateTimeOffset Period, string Value), UsageFigures>?> ReadLinesAsync(
        UsageQuery query, UsageDimension dimension, CancellationToken cancellationToken)
    {
        var lines = new Dictionary<(DateTimeOffset Period, string Value), UsageFigures>();
        var rows = 0;
        await foreach (var row in usage.ReadAsync(query.Tenant, dimension, query.From, query.To, cancellationToken))
        {
            Add(lines, (query.PeriodOf(row.Hour), row.Value), row.Figures);
            if (lines.Count > MaxLines || ++rows > MaxRows)
                return null;
        }

        return lines;
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
/// <param name="Totals">The sum of all lines. By tag, an email with two tags is counted twice, but its cost is not.</param>
/// <param name="AsOf">When all figures were complete; later changes may be missing.</param>
/// <param name="Currency">The currency of the costs; empty if it is not set.</param>
public sealed record UsageReport(
    UsageQuery Query, IReadOnlyList<UsageLine> Lines, IReadOnlyList<UsageLine> Values, UsageLine Totals, DateTimeOffset AsOf, string Currency);

/// <summary>One line of a report.</summary>
/// <param name="Period">The start of the period in UTC; null for the whole range.</param>
/// <param name="Value">The value of the dimension; empty if the dimension has none.</param>
/// <param name="Figures">The figures.</param>
public sealed record UsageLine(DateTimeOffset? Period, string Value, UsageFigures Figures)
{
    /// <summary>What the accepted emails cost; null if that is unknown.</summary>
    public decimal? Cost { get; init; }

    /// <summary>When the period was counted, if it may have changed since; else null.</summary>
    public DateTimeOffset? AsOf { get; init; }
}
