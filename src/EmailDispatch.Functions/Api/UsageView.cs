using System.Text.Json.Serialization;
using EmailDispatch.Functions.Http;
using EmailDispatch.Usage;

namespace EmailDispatch.Functions.Api;

/// <summary>Usage by period and value. <c>Values</c> covers the whole range, because percentiles of periods cannot be added up.</summary>
public sealed record UsageView(
    string From, string To, string By, string Interval, string AsOf, string? Currency, IReadOnlyList<UsageFiguresView> Data, IReadOnlyList<UsageFiguresView> Values, UsageFiguresView Totals)
{
    public string Object { get; } = "usage";

    public static UsageView Of(UsageReport report) => new(
        ApiTime.Write(report.Query.From),
        ApiTime.Write(report.Query.To),
        report.Query.Dimension.ToQueryName(),
        report.Query.Interval == UsageInterval.Day ? "day" : "hour",
        ApiTime.Write(report.AsOf),
        report.Currency.Length > 0 ? report.Currency : null,
        [.. report.Lines.Select(line => UsageFiguresView.Of(report.Query.Dimension, line))],
        [.. report.Values.Select(value => UsageFiguresView.Of(report.Query.Dimension, value))],
        UsageFiguresView.Of(report.Query.Dimension, report.Totals) with { Value = null, SecondValue = null });
}

/// <summary>The figures of one line or of all; <see cref="UsageFigures"/> defines them.</summary>
public sealed record UsageFiguresView(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Period,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AsOf,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Value,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SecondValue,
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
    long Delivered,
    long BouncedLate,
    long Complained,
    LatencyView LatencyMs,
    decimal? Cost)
{
    /// <summary>The share of sent emails that was delivered; null if nothing was sent.</summary>
    public double? DeliveredRate => Rate(Delivered);

    /// <summary>The share of sent emails that bounced later; null if nothing was sent.</summary>
    public double? BouncedLateRate => Rate(BouncedLate);

    /// <summary>The share of sent emails with a complaint; null if nothing was sent.</summary>
    public double? ComplainedRate => Rate(Complained);

    /// <summary>The 95 % confidence interval of each rate, by Wilson's score: low and high; null if nothing was sent.</summary>
    public IReadOnlyList<double>? DeliveredInterval => Wilson.IntervalOf(Delivered, Sent);

    public IReadOnlyList<double>? BouncedLateInterval => Wilson.IntervalOf(BouncedLate, Sent);

    public IReadOnlyList<double>? ComplainedInterval => Wilson.IntervalOf(Complained, Sent);

    /// <summary>The share of accepted emails that was rejected at once, and its interval; null if none was accepted.</summary>
    public double? BouncedRate => Accepted == 0 ? null : Math.Round((double)Bounced / Accepted, 6);

    public IReadOnlyList<double>? BouncedInterval => Wilson.IntervalOf(Bounced, Accepted);

    public static UsageFiguresView Of(UsageDimension dimension, UsageLine line)
    {
        var (value, second) = dimension.Split(line.Value);
        var f = line.Figures;
        return new UsageFiguresView(
            line.Period is { } period ? ApiTime.Write(period) : null, line.AsOf is { } asOf ? ApiTime.Write(asOf) : null, value, second,
            f.Accepted, f.Sent, f.Bounced, f.Failed, f.Deferred, f.Unknown, f.Suppressed, f.Canceled, f.Rejected, f.Scheduled, f.Queued,
            f.Attempts, f.Failovers, f.Bytes, f.Delivered, f.BouncedLate, f.Complained, LatencyView.Of(f.Latency), line.Cost);
    }

    private double? Rate(long count) => Sent == 0 ? null : Math.Round((double)count / Sent, 6);
}

/// <summary>Milliseconds from acceptance to the provider's 250, accurate to a fifth; null if nothing was sent.</summary>
public sealed record LatencyView(double? P50, double? P95, double? P99)
{
    public static LatencyView Of(LatencyHistogram histogram) => new(Rounded(histogram, 0.5), Rounded(histogram, 0.95), Rounded(histogram, 0.99));

    private static double? Rounded(LatencyHistogram histogram, double share) => histogram.Percentile(share) is { } value ? Math.Round(value, 1) : null;
}
