using System.Text.Json.Serialization;
using EmailDispatch.Functions.Http;
using EmailDispatch.Usage;

namespace EmailDispatch.Functions.Api;

/// <summary>The answer of <c>GET /usage</c>.</summary>
/// <param name="From">The first hour.</param>
/// <param name="To">The first hour that no longer counts.</param>
/// <param name="By">What it is told apart by.</param>
/// <param name="Interval">The periods: <c>hour</c> or <c>day</c>.</param>
/// <param name="Data">By period and value; a period in which nothing was accepted has no line.</param>
/// <param name="Values">By value over the whole range, whose percentiles cannot be had from those of the periods.</param>
/// <param name="Totals">The sum of <paramref name="Data"/>.</param>
public sealed record UsageView(
    string From, string To, string By, string Interval, IReadOnlyList<UsageFiguresView> Data, IReadOnlyList<UsageFiguresView> Values, UsageFiguresView Totals)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "usage";

    /// <summary>A report as the API shows it.</summary>
    public static UsageView Of(UsageReport report) => new(
        ApiTime.Write(report.Query.From),
        ApiTime.Write(report.Query.To),
        report.Query.Dimension.ToName(),
        report.Query.Interval == UsageInterval.Day ? "day" : "hour",
        [.. report.Lines.Select(line => UsageFiguresView.Of(ApiTime.Write(line.Period), line.Value, line.Figures))],
        [.. report.Values.Select(value => UsageFiguresView.Of(null, value.Key, value.Value))],
        UsageFiguresView.Of(null, null, report.Totals));
}

/// <summary>The figures of one line, or of all. <see cref="UsageFigures"/> tells what each counts.</summary>
public sealed record UsageFiguresView(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Period,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Value,
    long Accepted,
    long Sent,
    long Bounced,
    long Failed,
    long Deferred,
    long Unknown,
    long Suppressed,
    long Canceled,
    long Rejected,
    long Scheduled,
    long Queued,
    long Attempts,
    long Failovers,
    long Bytes,
    LatencyView LatencyMs)
{
    /// <summary>As the library tells them.</summary>
    public static UsageFiguresView Of(string? period, string? value, UsageFigures f) => new(
        period, value, f.Accepted, f.Sent, f.Bounced, f.Failed, f.Deferred, f.Unknown, f.Suppressed, f.Canceled, f.Rejected, f.Scheduled, f.Queued,
        f.Attempts, f.Failovers, f.Bytes, LatencyView.Of(f.Latency));
}

/// <summary>How long it took from acceptance to the provider's 250, in milliseconds, right to a fifth; null where nothing was sent.</summary>
public sealed record LatencyView(double? P50, double? P95, double? P99)
{
    /// <summary>The percentiles of a histogram.</summary>
    public static LatencyView Of(LatencyHistogram histogram) => new(Rounded(histogram, 0.5), Rounded(histogram, 0.95), Rounded(histogram, 0.99));

    private static double? Rounded(LatencyHistogram histogram, double share) => histogram.Percentile(share) is { } value ? Math.Round(value, 1) : null;
}
