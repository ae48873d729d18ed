using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EmailDispatch.Emails;
using EmailDispatch.Status;

namespace EmailDispatch.Events.Dialects;

/// <summary>
/// Mailgun's webhooks: HMAC-SHA256 over a timestamp and a token in the body; one event. The signature does not cover the event, so old ones are
/// rejected. See https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks.
/// </summary>
internal sealed class MailgunEvents(TimeProvider time) : IEventDialect
{
    // Mailgun retries for eight hours.
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(12);

    public ValueTask<bool> IsAuthenticAsync(EventRequest request, IReadOnlyList<string> secrets, CancellationToken cancellationToken)
    {
        JsonElement body;
        try
        {
            body = EventJson.Parse(request.Body);
        }
        catch (JsonException)
        {
            return ValueTask.FromResult(false);
        }

        var (timestamp, token, signature) = (body.Text("signature", "timestamp"), body.Text("signature", "token"), body.Text("signature", "signature"));
        var isFresh = EventJson.UnixTime(timestamp) is { } at && (time.GetUtcNow() - at).Duration() < MaxAge;
        var signed = Encoding.UTF8.GetBytes(timestamp + token);
        return ValueTask.FromResult(isFresh && token is not null && secrets.Any(key => Proof.IsHex(signature, HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), signed))));
    }

    public EventBatch Read(EventRequest request) => EventJson.Batch([ReadOne(EventJson.Parse(request.Body).At("event-data") ?? throw new JsonException("It has no event-data."))]);

    private static DeliveryEvent? ReadOne(JsonElement json)
    {
        (ReportKind, bool IsHard)? found = (json.Text("event"), json.Text("severity")) switch
        {
            ("delivered", _) => (ReportKind.Delivered, false),
            ("failed", "permanent") => (ReportKind.Bounced, json.Text("reason") == "bounce"),
            ("rejected", _) => (ReportKind.Bounced, false),
            ("complained", _) => (ReportKind.Complained, false),
            _ => null,
        };
        return found is not var (kind, isHard) ? null : EventJson.Event(
            kind, EventJson.UnixTime(json.Text("timestamp")), json.Text("id"), json.Text("user-variables", EmailReference.Key),
            json.Text("message", "headers", "message-id"), json.Text("recipient"), isHard, kind == ReportKind.Bounced ? Reason(json) : null);
    }

    private static string? Reason(JsonElement json)
    {
        var text = json.Text("delivery-status", "message") is { Length: > 0 } message ? message : json.Text("delivery-status", "description");
        return text is { Length: > 0 } ? $"{json.Text("delivery-status", "code")} {text}" : json.Text("reject", "reason") ?? json.Text("reason");
    }
}
