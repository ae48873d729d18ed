using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EmailDispatch.Emails;
using EmailDispatch.Status;

namespace EmailDispatch.Events.Dialects;

/// <summary>
/// SendGrid's event webhook: an ECDSA signature over timestamp and body, with the public key as the secret; an array of events. See
/// https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event.
/// </summary>
internal sealed class SendGridEvents : IEventDialect
{
    public ValueTask<bool> IsAuthenticAsync(EventRequest request, IReadOnlyList<string> secrets, CancellationToken cancellationToken)
    {
        var timestamp = request.Header("X-Twilio-Email-Event-Webhook-Timestamp") ?? "";
        var signature = request.Header("X-Twilio-Email-Event-Webhook-Signature") ?? "";
        byte[] signed = [.. Encoding.UTF8.GetBytes(timestamp), .. request.Body.Span];
        return ValueTask.FromResult(timestamp.Length > 0 && secrets.Any(key => IsSignedBy(key, signed, signature)));
    }

    public EventBatch Read(EventRequest request) => EventJson.Batch(EventJson.Items(EventJson.Parse(request.Body)).Select(ReadOne));

    private static bool IsSignedBy(string key, byte[] signed, string signature)
    {
        try
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(Convert.FromBase64String(key), out _);
            return ecdsa.VerifyData(signed, Convert.FromBase64String(signature), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception fault) when (fault is FormatException or CryptographicException)
        {
            return false;
        }
    }

    private static DeliveryEvent? ReadOne(JsonElement json)
    {
        (ReportKind, bool IsHard)? found = json.Text("event") switch
        {
            "delivered" => (ReportKind.Delivered, false),
            "bounce" => (ReportKind.Bounced, json.Text("type") != "blocked"),
            "dropped" => (ReportKind.Bounced, false),
            "spamreport" => (ReportKind.Complained, false),
            _ => null,
        };
        return found is not var (kind, isHard) ? null : EventJson.Event(
            kind, EventJson.UnixTime(json.Text("timestamp")), json.Text("sg_event_id"), json.Text(EmailReference.Key), json.Text("smtp-id"), json.Text("email"),
            isHard, kind == ReportKind.Bounced ? json.Text("reason") : null);
    }
}
