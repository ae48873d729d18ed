using System.Text.Json;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>A received message as parse_email.py reads it; the property names are the script's.</summary>
public sealed record ReceivedEmail(
    IReadOnlyList<ReceivedHeader> Headers,
    IReadOnlyDictionary<string, IReadOnlyList<Mailbox>> Addresses,
    DateTimeOffset? Date,
    MessagePart Structure,
    IReadOnlyList<ReceivedBody> Bodies,
    IReadOnlyList<ReceivedAttachment> Attachments,
    RawLines Lines,
    int EightBitHeaderBytes,
    IReadOnlyList<string> Defects)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly string Script = RepositoryPath.Of("tests", "EmailDispatch.EndToEnd", "Samples", "parse_email.py");
    private static readonly LineProgram Parser = new(() => Python.StartAsync([Script, "--lines"]));

    public IReadOnlyList<string> ValuesOf(string header) =>
        [.. Headers.Where(found => found.Name.Equals(header, StringComparison.OrdinalIgnoreCase)).Select(found => found.Value)];

    public static async Task<ReceivedEmail> ParseAsync(byte[] raw, CancellationToken cancellationToken) =>
        Read(await Parser.AskAsync(MessageLines.Of([raw]), cancellationToken));

    /// <summary>Reads many messages at once, in order.</summary>
    public static async Task<List<ReceivedEmail>> ParseAsync(IReadOnlyList<byte[]> messages, CancellationToken cancellationToken)
    {
        var answer = await Python.RunAsync([Script, "--lines"], MessageLines.Of(messages), cancellationToken);
        return [.. answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read)];
    }

    private static ReceivedEmail Read(string json) => JsonSerializer.Deserialize<ReceivedEmail>(json, Json)!;
}
