using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EmailDispatch.Emails;
using EmailDispatch.Endpoints;
using EmailDispatch.Status;

namespace EmailDispatch.Webhooks;

/// <summary>
/// The body of an event as documented by Resend, plus <c>sequence</c>, its number at the endpoint. It is stored without the sequence number, which is
/// assigned when it is stored.
/// </summary>
internal static class WebhookPayload
{
    // A string property holds 32 Ki UTF-16 code units.
    private const int MaxLength = 32_000;
    private const int ShortText = 200;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the body of an email's event. If it is too long for a column, texts are cut, and then only the first recipient stays.</summary>
    public static string Of(OutboxEntry entry, EmailEvent told)
    {
        var payload = Write(entry, told);
        if (payload.Length > MaxLength)
            payload = Write(entry with { Subject = Cut(entry.Subject)!, Tags = [] }, told with { Reason = Cut(told.Reason) });
        return payload.Length <= MaxLength ? payload : Write(entry with { Subject = "", Tags = [] }, told with { Reason = null, To = [.. told.To.Take(1)] });
    }

    /// <summary>Writes the body of an event that is not about an email.</summary>
    public static string Of(string type, DateTimeOffset at, Action<Utf8JsonWriter> data) => Write(writer =>
    {
        writer.WriteString("type", type);
        writer.WriteString("created_at", at.UtcDateTime);
        writer.WriteStartObject("data");
        data(writer);
        writer.WriteEndObject();
    });

    public static string WithSequence(string payload, long sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{payload.AsSpan(0, payload.Length - 1)},\"sequence\":{sequence}}}");

    private static string Write(OutboxEntry entry, EmailEvent told) => Of(told.Type, told.At, writer =>
    {
        writer.WriteString("email_id", entry.GivenId ?? Guid.ParseExact(entry.Id.ToString(), "D"));
        writer.WriteString("created_at", entry.Id.AcceptedAt.UtcDateTime);
        if (EmailAddressParser.TryParse(entry.From, out var from, out _))
            writer.WriteString("message_id", $"<{entry.Id}@{from.AsciiDomain}>");
        writer.WriteString("from", entry.From);
        writer.WriteStartArray("to");
        foreach (var address in told.To)
            writer.WriteStringValue(address);
        writer.WriteEndArray();
        writer.WriteString("subject", entry.Subject);
        if (told.Type == EventTypes.Scheduled && entry.ScheduledAt is { } scheduledAt)
            writer.WriteString("scheduled_at", scheduledAt.UtcDateTime);
        if (entry.Tags.Count > 0)
        {
            writer.WriteStartObject("tags");
            foreach (var tag in entry.Tags.DistinctBy(tag => tag.Name))
                writer.WriteString(tag.Name, tag.Value);
            writer.WriteEndObject();
        }

        WriteDetails(writer, told);
    });

    private static void WriteDetails(Utf8JsonWriter writer, EmailEvent told)
    {
        var words = told.Reason ?? told.Category?.Replace('_', ' ') ?? "";
        switch (told.Type)
        {
            case EventTypes.Bounced:
                writer.WriteStartObject("bounce");
                writer.WriteString("type", "Permanent");
                writer.WriteString("subType", told.Category is "recipient_unknown" or "mailbox_disabled" or "recipient_address_invalid" ? "NoEmail" : "General");
                writer.WriteString("message", words);
                break;
            case EventTypes.Failed:
                writer.WriteStartObject("failed");
                writer.WriteString("reason", words);
                break;
            case EventTypes.Suppressed:
                writer.WriteStartObject("suppressed");
                writer.WriteString("type", "OnAccountSuppressionList");
                writer.WriteString("message", words);
                break;
            case EventTypes.DeliveryDelayed:
                writer.WriteStartObject("delay");
                writer.WriteString("message", words);
                break;
            default:
                return;
        }

        if (told.Category is not null)
            writer.WriteString("category", told.Category);
        writer.WriteEndObject();
    }

    private static string Write(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            content(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string? Cut(string? text) => text is { Length: > ShortText } ? text[..ShortText] : text;
}
