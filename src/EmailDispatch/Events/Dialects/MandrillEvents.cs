using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EmailDispatch.Emails;
using EmailDispatch.Status;

namespace EmailDispatch.Events.Dialects;

/// <summary>
/// Mandrill's webhooks: HMAC-SHA1 over the URL and the form fields; an array of events in one field. See
/// https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/.
/// </summary>
internal sealed class MandrillEvents : IEventDialect
{
    private const int MaxFields = 20;

    public ValueTask<bool> IsAuthenticAsync(EventRequest request, IReadOnlyList<string> secrets, CancellationToken cancellationToken)
    {
        var signature = request.Header("X-Mandrill-Signature");
        var fields = Fields(request.Body).OrderBy(field => field.Key, StringComparer.Ordinal);
        var signed = Encoding.UTF8.GetBytes(request.Provider.EventsUrl + string.Concat(fields.Select(field => field.Key + field.Value)));
#pragma warning disable CA5350 // Mandrill signs with no other.
        return ValueTask.FromResult(signature is not null && secrets.Any(key => Proof.IsBase64(signature, HMACSHA1.HashData(Encoding.UTF8.GetBytes(key), signed))));
#pragma warning restore CA5350
    }

    public EventBatch Read(EventRequest request) =>
        EventJson.Batch(EventJson.Items(EventJson.Parse(Fields(request.Body).GetValueOrDefault("mandrill_events") ?? "")).Select(ReadOne));

    private static DeliveryEvent? ReadOne(JsonElement json)
    {
        ReportKind? found = json.Text("event") switch
        {
            "delivered" => ReportKind.Delivered,
            "hard_bounce" or "soft_bounce" or "reject" => ReportKind.Bounced,
            "spam" => ReportKind.Complained,
            _ => null,
        };
        return found is not { } kind ? null : EventJson.Event(
            kind, EventJson.UnixTime(json.Text("ts")), $"{json.Text("_id")}-{json.Text("event")}", json.Text("msg", "metadata", EmailReference.Key), messageId: null,
            json.Text("msg", "email"), json.Text("event") == "hard_bounce",
            kind == ReportKind.Bounced ? json.Text("msg", "diag") is { Length: > 0 } words ? words : json.Text("msg", "bounce_description") : null);
    }

    private static Dictionary<string, string> Fields(ReadOnlyMemory<byte> form)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in Encoding.UTF8.GetString(form.Span).Split('&', MaxFields))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0)
                fields[Decode(pair[..equals])] = Decode(pair[(equals + 1)..]);
        }

        return fields;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
