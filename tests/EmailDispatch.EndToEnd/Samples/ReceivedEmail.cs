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

    public IReadOnlyList<string> ValuesOf(string header) =>
        [.. Headers.Where(found => found.Name.Equals(header, StringComparison.OrdinalIgnoreCase)).Select(found => found.Value)];

    public static async Task<ReceivedEmail> ParseAsync(byte[] raw, CancellationToken cancellationToken)
    {
        var script = RepositoryPath.Of("tests", "EmailDispatch.EndToEnd", "Samples", "parse_email.py");
        var json = await Python.RunAsync([script], raw, cancellationToken);
        return JsonSerializer.Deserialize<ReceivedEmail>(json, Json)!;
    }
}
