using System.Text.Json.Serialization;
using EmailDispatch.Usage;

namespace EmailDispatch.Functions.Http;

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
