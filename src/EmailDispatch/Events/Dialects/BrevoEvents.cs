using System.Text.Json;
using EmailDispatch.Emails;
using EmailDispatch.Status;

namespace EmailDispatch.Events.Dialects;

/// <summary>
/// Brevo's webhooks: basic authentication or a token; one or several events. See https://developers.brevo.com/docs/transactional-webhooks.
/// </summary>
internal sealed class BrevoEvents : IEventDialect
{
    // Times in seconds are smaller than this before the year 5138.
    private static readonly DateTimeOffset FirstInMilliseconds = DateTimeOffset.FromUnixTimeSeconds(100_000_000_000);

    public ValueTask<bool> IsAuthenticAsync(EventRequest request, IReadOnlyList<string> secrets, CancellationToken cancellationToken) =>
        ValueTask.FromResult(SharedSecret.IsGiven(request, secrets));

    public EventBatch Read(EventRequest request) => EventJson.Batch(EventJson.Items(EventJson.Parse(request.Body)).Select(ReadOne));

    private static DeliveryEvent? ReadOne(JsonElement json)
    {
        ReportKind? found = json.Text("event") switch
        {
            "delivered" => ReportKind.Delivered,
            "hard_bounce" or "soft_bounce" or "blocked" or "invalid_email" or "error" => ReportKind.Bounced,
            "spam" or "complaint" => ReportKind.Complained,
            _ => null,
        };
        return found is not { } kind ? null : EventJson.Event(
            kind, TimeOf(json), id: null, Reference(json.Text("X-Mailin-custom")), json.Text("message-id"), json.Text("email"),
            json.Text("event") == "hard_bounce", kind == ReportKind.Bounced ? json.Text("reason") : null);
    }

    // Documented in milliseconds, but shown in seconds.
    private static DateTimeOffset? TimeOf(JsonElement json)
    {
        var text = json.Text("ts_epoch") ?? json.Text("ts_event");
        return EventJson.UnixTime(text) is { } seconds && seconds < FirstInMilliseconds ? seconds : EventJson.UnixTime(text, perSecond: 1_000);
    }

    private static string? Reference(string? custom)
    {
        try
        {
            return custom is null ? null : EventJson.Parse(custom).Text(EmailReference.Key);
        }
        catch (JsonException)
        {
            // The caller's own text.
            return null;
        }
    }
}
