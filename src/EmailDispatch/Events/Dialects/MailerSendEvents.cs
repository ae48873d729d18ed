using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EmailDispatch.Emails;
using EmailDispatch.Status;

namespace EmailDispatch.Events.Dialects;

/// <summary>
/// MailerSend's webhooks: HMAC-SHA256 over the body; one event. There is no metadata, so the reference is a tag. See
/// https://developers.mailersend.com/api/v1/webhooks.html.
/// </summary>
internal sealed class MailerSendEvents : IEventDialect
{
    public ValueTask<bool> IsAuthenticAsync(EventRequest request, IReadOnlyList<string> secrets, CancellationToken cancellationToken)
    {
        var signature = request.Header("Signature");
        return ValueTask.FromResult(secrets.Any(key => Proof.IsHex(signature, HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), request.Body.Span))));
    }

    public EventBatch Read(EventRequest request) => EventJson.Batch([ReadOne(EventJson.Parse(request.Body))]);

    private static DeliveryEvent? ReadOne(JsonElement json)
    {
        ReportKind? found = json.Text("type") switch
        {
            "activity.delivered" => ReportKind.Delivered,
            "activity.hard_bounced" or "activity.soft_bounced" => ReportKind.Bounced,
            "activity.spam_complaint" => ReportKind.Complained,
            _ => null,
        };
        return found is not { } kind ? null : EventJson.Event(
            kind, EventJson.Time(json.Text("data", "created_at")), json.Text("data", "id"),
            json.List("data", "email", "tags").Select(tag => tag.Text()).LastOrDefault(tag => EmailReference.TryParse(tag, out _)), messageId: null,
            json.Text("data", "email", "recipient", "email"), json.Text("type") == "activity.hard_bounced",
            kind == ReportKind.Bounced ? json.Text("data", "morph", "reason") : null);
    }
}
