using System.Globalization;
using System.Text;
using EmailDispatch.Functions.Http;
using EmailDispatch.Usage;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Api;

/// <summary>Usage as CSV (RFC 4180). No cell begins with a character that makes a spreadsheet treat it as a formula.</summary>
internal static class UsageCsv
{
    private const string MediaType = "text/csv";

    private static readonly string[] Header =
    [
        "period", "value", "accepted", "sent", "bounced", "failed", "deferred", "unknown", "suppressed", "canceled", "rejected", "scheduled", "queued",
        "attempts", "failovers", "bytes", "latency_p50_ms", "latency_p95_ms", "latency_p99_ms",
        "delivered", "bounced_late", "complained", "delivered_rate", "bounced_late_rate", "complained_rate",
    ];

    public static bool IsPreferred(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return accepted.Any(type => type.MatchesMediaType(MediaType) && !type.MatchesAllTypes && !type.MatchesAllSubTypes && type.Quality != 0)
            && Quality(MediaType) >= Quality("application/json");

        // The most specific entry counts (RFC 9110 section 12.5.1).
        double Quality(string type) => accepted.Where(a => a.MatchesMediaType(type))
            .OrderBy(a => a.MatchesAllTypes).ThenBy(a => a.MatchesAllSubTypes).Select(a => a.Quality ?? 1).FirstOrDefault();
    }

    public static IResult Answer(UsageReport report) =>
        Results.File(Encoding.UTF8.GetBytes(Write(report)), $"{MediaType}; charset=utf-8", "usage.csv");

    public static string Write(UsageReport report)
    {
        var csv = new StringBuilder();
        AppendLine(csv, Header);
        foreach (var line in report.Lines)
        {
            var view = UsageFiguresView.Of(ApiTime.Write(line.Period), line.Value, line.Figures);
            AppendLine(
                csv,
                view.Period!, view.Value!,
                Of(view.Accepted), Of(view.Sent), Of(view.Bounced), Of(view.Failed), Of(view.Deferred), Of(view.Unknown), Of(view.Suppressed),
                Of(view.Canceled), Of(view.Rejected), Of(view.Scheduled), Of(view.Queued), Of(view.Attempts), Of(view.Failovers), Of(view.Bytes),
                Of(view.LatencyMs.P50), Of(view.LatencyMs.P95), Of(view.LatencyMs.P99),
                Of(view.Delivered), Of(view.BouncedLate), Of(view.Complained), Of(view.DeliveredRate), Of(view.BouncedLateRate), Of(view.ComplainedRate));
        }

        return csv.ToString();
    }

    private static void AppendLine(StringBuilder csv, params ReadOnlySpan<string> cells)
    {
        for (var n = 0; n < cells.Length; n++)
        {
            if (n > 0)
                csv.Append(',');
            csv.Append(Escape(cells[n]));
        }

        csv.Append("\r\n");
    }

    // Characters from https://owasp.org/www-community/attacks/CSV_Injection.
    private static string Escape(string cell)
    {
        var safe = cell.Length > 0 && cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + cell : cell;
        return safe.AsSpan().ContainsAny(",\"\r\n'") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Of(double? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
