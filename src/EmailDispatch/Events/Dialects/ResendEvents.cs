using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EmailDispatch.Status;

namespace EmailDispatch.Events.Dialects;

/// <summary>
/// Resend's webhooks: Standard Webhooks (https://www.standardwebhooks.com), with either spelling of the header fields; one event. The recipient of an
/// event is not reported, so only events of emails to one recipient are used. See https://resend.com/docs/webhooks/introduction.
/// </summary>
internal sealed class ResendEvents(TimeProvider time) : IEventDialect
{
    private const string SecretPrefix = "whsec_";

    // The tolerance of the specification; each retry has its own timestamp.
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    public ValueTask<bool> IsAuthenticAsync(EventRequest request, IReadOnlyList<string> secrets, CancellationToken cancellationToken)
    {
        var (id, timestamp) = (Field(request, "id"), Field(request, "timestamp"));
        var isFresh = EventJson.UnixTime(timestamp) is { } at && (time.GetUtcNow() - at).Duration() < MaxAge;
        byte[] signed = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")), .. request.Body.Span];
        var signatures = (Field(request, "signature") ?? "").Split(' ', 20).Where(s => s.StartsWith("v1,", StringComparison.Ordinal)).Select(s => s[3..]).ToList();
        return ValueTask.FromResult(isFresh && id is not null && secrets.Any(secret => IsSignedBy(secret, signed, signatures)));
    }

    public EventBatch Read(EventRequest request) => EventJson.Batch([ReadOne(EventJson.Parse(request.Body), Field(request, "id"))]);

    private static bool IsSignedBy(string secret, byte[] signed, List<string> signatures)
    {
        var plain = secret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? secret[SecretPrefix.Length..] : secret;
        var key = new byte[plain.Length];
        if (!Convert.TryFromBase64String(plain, key, out var length) || length == 0)
            return false;

        var expected = HMACSHA256.HashData(key.AsSpan(0, length), signed);
        return signatures.Exists(signature => Proof.IsBase64(signature, expected));
    }

    private static DeliveryEvent? ReadOne(JsonElement json, string? id)
    {
        ReportKind? found = json.Text("type") switch
        {
            "email.delivered" => ReportKind.Delivered,
            "email.bounced" or "email.failed" or "email.suppressed" => ReportKind.Bounced,
            "email.complained" => ReportKind.Complained,
            _ => null,
        };
        return found is not { } kind ? null : EventJson.Event(
            kind, EventJson.Time(json.Text("created_at")), id,
            json.List("data", "headers").FirstOrDefault(h => "X-Email-Dispatch".Equals(h.Text("name"), StringComparison.OrdinalIgnoreCase)) is { ValueKind: JsonValueKind.Object } header ? header.Text("value") : null,
            json.Text("data", "message_id"), recipient: null, json.Text("data", "bounce", "type") == "Permanent" && json.Text("data", "bounce", "subType") is ("General" or "NoEmail"),
            kind == ReportKind.Bounced ? json.Text("data", "bounce", "message") ?? json.Text("data", "failed", "reason") ?? json.Text("data", "suppressed", "message") : null);
    }

    private static string? Field(EventRequest request, string name) => request.Header($"webhook-{name}") ?? request.Header($"svix-{name}");
}
