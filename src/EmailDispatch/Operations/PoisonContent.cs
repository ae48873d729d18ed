using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EmailDispatch.Emails;

namespace EmailDispatch.Operations;

/// <summary>
/// The text of a poison message for its operator, of bounded size: the bodies of emails, attachments and long values are replaced by their length,
/// blind copies by their number. Of a text that is not JSON only the beginning is returned.
/// </summary>
internal static class PoisonContent
{
    private const int MaxValue = 200;
    private const int MaxText = 1000;
    private const int MaxLength = 16_000;

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    public static string Of(ReadOnlyMemory<byte> message)
    {
        try
        {
            if (JsonNode.Parse(message.Span, documentOptions: new() { MaxDepth = 32 }) is { } node)
                return TextSafety.Shorten(Shown("", node)!.ToJsonString(Relaxed), MaxLength);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException)
        {
            // Not JSON, not Unicode, or a property that comes twice.
        }

        return TextSafety.Shorten(Encoding.UTF8.GetString(message.Span), MaxText);
    }

    private static JsonNode? Shown(string name, JsonNode? node) => (name.ToUpperInvariant(), node) switch
    {
        (_, null) => null,
        ("BCC", JsonArray copies) => $"({copies.Count} not shown)",
        ("BCC", _) => "(not shown)",
        ("HTML" or "TEXT" or "TEXT_OF_HTML" or "CONTENT", _) => $"({Length(node)} characters not shown)",
        (_, JsonObject properties) => new JsonObject(properties.Select(property => KeyValuePair.Create(property.Key, Shown(property.Key, property.Value)))),
        (_, JsonArray values) => new JsonArray([.. values.Select(value => Shown(name, value))]),
        (_, JsonValue) when node.GetValueKind() == JsonValueKind.String && Length(node) > MaxValue => $"{TextSafety.Shorten(node.GetValue<string>(), MaxValue)} ({Length(node)} characters)",
        _ => node.DeepClone(),
    };

    private static int Length(JsonNode node) => node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>().Length : node.ToJsonString().Length;
}
