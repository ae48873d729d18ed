using System.Diagnostics;
using System.Text.Json;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>A message as read by an npm parser; the property names are those of read_messages.mjs.</summary>
public sealed record NodeReading(
    string? Subject,
    IReadOnlyDictionary<string, IReadOnlyList<Mailbox>> Addresses,
    string? Text,
    string? Html,
    IReadOnlyList<NodeAttachment> Attachments,
    IReadOnlyDictionary<string, string> Headers)
{
    // For these, mailparser shows a type derived from the file name.
    private const string Untyped = "application/octet-stream";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<List<NodeReading>> ParseAsync(string parser, IReadOnlyList<byte[]> messages, CancellationToken cancellationToken)
    {
        await NodePackages.InstalledAsync();
        var start = new ProcessStartInfo("node", [Path.Combine(NodePackages.Folder, "Samples", "read_messages.mjs"), parser]);
        var answer = await ExternalProgram.RunAsync(start, MessageLines.Of(messages), cancellationToken);
        return [.. answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<NodeReading>(line, Json)!)];
    }

    /// <summary>Returns the differences between what was read and what was expected; optionally including file names.</summary>
    public IEnumerable<string> Differences(ExpectedEmail expected, bool compareNames = true) =>
    [
        .. Different("subject", expected.Subject, Subject ?? ""),
        .. Mailboxes("from", [expected.From]),
        .. Mailboxes("to", expected.To),
        .. Mailboxes("cc", expected.Cc),
        .. Mailboxes("reply-to", expected.ReplyTo),
        .. expected.Text is null && expected.Html is not null ? [] : Different("text", Lines(expected.Text), Lines(Text)),
        .. Different("html", Lines(expected.Html), Lines(Html)),
        .. Different(
            "attachments",
            string.Join('\n', expected.Attachments.Select(a => $"{(compareNames ? a.FileName : null)} {a.ContentId} {a.Sha256}").Order(StringComparer.Ordinal)),
            string.Join('\n', Attachments.Select(a => $"{(compareNames ? a.FileName : null)} {a.ContentId?.Trim('<', '>')} {a.Sha256}").Order(StringComparer.Ordinal))),
        .. expected.Attachments.Where(a => a.ContentType is not (null or Untyped) && !Attachments.Any(b => (!compareNames || a.FileName == b.FileName) && MediaType(a.ContentType) == b.ContentType))
            .Select(a => $"content type {a.ContentType} of {a.FileName}"),
        .. expected.Headers.SelectMany(h => Different(h.Key, h.Value, Headers.GetValueOrDefault(h.Key.ToLowerInvariant()))),
    ];

    private IEnumerable<string> Mailboxes(string field, IReadOnlyList<Mailbox> expected)
    {
        var found = Addresses[field].Select(mailbox => new Mailbox(mailbox.Name ?? "", Mailbox.Normalise(mailbox.Address)));
        return Different(field, string.Join(", ", expected), string.Join(", ", found));
    }

    private static IEnumerable<string> Different(string what, string? expected, string? found) =>
        expected == found ? [] : [$"{what} is {JsonSerializer.Serialize(found)}; expected {JsonSerializer.Serialize(expected)}"];

    private static string MediaType(string contentType) => contentType.Split(';')[0].Trim().ToLowerInvariant();

    // A message ends with a line break, which its last body has or gains.
    private static string? Lines(string? text) => text?.Replace("\r\n", "\n").TrimEnd('\n');
}
