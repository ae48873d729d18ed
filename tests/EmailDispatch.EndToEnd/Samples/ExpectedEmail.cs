using System.Text.Json;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>The email that must arrive, derived only from the body of a POST /emails.</summary>
public sealed record ExpectedEmail(
    Mailbox From,
    IReadOnlyList<Mailbox> To,
    IReadOnlyList<Mailbox> Cc,
    IReadOnlyList<Mailbox> Bcc,
    IReadOnlyList<Mailbox> ReplyTo,
    string Subject,
    string? Text,
    string? Html,
    IReadOnlyDictionary<string, string> Headers,
    IReadOnlyList<ExpectedAttachment> Attachments)
{
    public IEnumerable<ExpectedAttachment> Inline => Attachments.Where(IsShown);

    public IEnumerable<ExpectedAttachment> Attached => Attachments.Where(attachment => !IsShown(attachment));

    public static ExpectedEmail FromRequest(string json)
    {
        using var document = JsonDocument.Parse(json);
        var request = document.RootElement;
        return new ExpectedEmail(
            Mailbox.Parse(Strings(request, "from").Single()),
            Mailboxes(request, "to"),
            Mailboxes(request, "cc"),
            Mailboxes(request, "bcc"),
            Mailboxes(request, "reply_to"),
            Strings(request, "subject").Single(),
            Strings(request, "text").SingleOrDefault(),
            Strings(request, "html").SingleOrDefault(),
            Property(request, "headers") is { } headers ? headers.EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString()!) : [],
            Property(request, "attachments") is { } attachments ? [.. attachments.EnumerateArray().Select(ExpectedAttachment.FromRequest)] : []);
    }

    private bool IsShown(ExpectedAttachment attachment) => attachment.ContentId is { } id && Html?.Contains($"cid:{id}\"", StringComparison.Ordinal) == true;

    private static IReadOnlyList<Mailbox> Mailboxes(JsonElement request, string property) =>
        [.. Strings(request, property).Select(Mailbox.Parse)];

    /// <summary>A string or an array of strings; null if absent.</summary>
    private static IEnumerable<string> Strings(JsonElement request, string property) => Property(request, property) switch
    {
        null => [],
        { ValueKind: JsonValueKind.String } value => [value.GetString()!],
        { } values => [.. values.EnumerateArray().Select(value => value.GetString()!)],
    };

    private static JsonElement? Property(JsonElement request, string property) =>
        request.TryGetProperty(property, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
