using System.Globalization;
using System.Text;
using EmailDispatch.Functions.Http;
using EmailDispatch.Usage;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Api;

/// <summary>Usage as CSV.</summary>
internal static class UsageCsv
{
    private static readonly string[] Header =
    [
        "period", "value", "accepted", "sent", "bounced", "failed", "deferred", "unknown", "suppressed", "canceled", "rejected", "scheduled", "queued",
        "attempts", "failovers", "bytes", "latency_p50_ms", "latency_p95_ms", "latency_p99_ms",
        "delivered", "bounced_late", "complained", "delivered_rate", "bounced_late_rate", "complained_rate",
        "second_value", "cost", "as_of",
    ];

    public static IResult Answer(UsageReport report) => Csv.Answer(Write(report), "usage.csv");

    public static string Write(UsageReport report)
    {
        var csv = new StringBuilder();
        Csv.AppendLine(csv, Header);
        foreach (var line in report.Lines)
        {
            var view = UsageFiguresView.Of(report.Query.Dimension, line);
            Csv.AppendLine(
                csv,
                view.Period!, view.Value!,
                Of(view.Accepted), Of(view.Sent), Of(view.Bounced), Of(view.Failed), Of(view.Deferred), Of(view.Unknown), Of(view.Suppressed),
                Of(view.Canceled), Of(view.Rejected), Of(view.Scheduled), Of(view.Queued), Of(view.Attempts), Of(view.Failovers), Of(view.Bytes),
                Of(view.LatencyMs.P50), Of(view.LatencyMs.P95), Of(view.LatencyMs.P99),
                Of(view.Delivered), Of(view.BouncedLate), Of(view.Complained), Of(view.DeliveredRate), Of(view.BouncedLateRate), Of(view.ComplainedRate),
                view.SecondValue ?? "", view.Cost?.ToString(CultureInfo.InvariantCulture) ?? "", view.AsOf ?? ApiTime.Write(report.AsOf));
        }

        return csv.ToString();
    }

    private static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Of(double? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
