using System.Globalization;
using System.Text.Json;
using EmailDispatch.Status;

namespace EmailDispatch.Events.Dialects;

/// <summary>Reads the JSON of services with bounded depth. Missing values and those of another type are null.</summary>
internal static class EventJson
{
    private const int MaxTextLength = 1_000;

    private static readonly JsonDocumentOptions Bounded = new() { MaxDepth = 24 };

    /// <exception cref="JsonException">It is not JSON.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, Bounded);
        return document.RootElement.Clone();
    }

    /// <exception cref="JsonException">It is not JSON.</exception>
    public static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json, Bounded);
        return document.RootElement.Clone();
    }

    /// <summary>The elements of an array; a single object counts as an array of one.</summary>
    /// <exception cref="JsonException">The value is neither.</exception>
    public static IEnumerable<JsonElement> Items(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray(),
        JsonValueKind.Object => [json],
        _ => throw new JsonException("It is neither an object nor an array."),
    };

    public static JsonElement? At(this JsonElement json, params ReadOnlySpan<string> path)
    {
        try
        {
            foreach (var name in path)
            {
                if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json))
                    return null;
            }

            return json;
        }
        catch (InvalidOperationException)
        {
            // A name that is not valid Unicode.
            return null;
        }
    }

    /// <summary>A string of any length; null if it is not valid Unicode, such as an unpaired surrogate.</summary>
    public static string? WholeText(this JsonElement json, params ReadOnlySpan<string> path)
    {
        try
        {
            return json.At(path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A string, or a number as text, truncated.</summary>
    public static string? Text(this JsonElement json, params ReadOnlySpan<string> path) => json.At(path) switch
    {
        { ValueKind: JsonValueKind.String } text => Cut(text.WholeText(), MaxTextLength),
        { ValueKind: JsonValueKind.Number } number => Cut(number.GetRawText(), MaxTextLength),
        _ => null,
    };

    public static IEnumerable<JsonElement> List(this JsonElement json, params ReadOnlySpan<string> path) =>
        json.At(path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    public static string? Address(string? text)
    {
        // Some services report "Name <a@example.com>".
        var start = text?.LastIndexOf('<') ?? -1;
        return start >= 0 && text!.EndsWith('>') ? text[(start + 1)..^1] : text;
    }

    public static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    /// <summary>Parses a Unix time with an optional fraction.</summary>
    public static DateTimeOffset? UnixTime(string? text, int perSecond = 1) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number / perSecond is >= 0 and < 253_402_300_799m
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(number / perSecond * TimeSpan.TicksPerSecond))
            : null;

    public static string? Cut(string? text, int length) => text is null || text.Length <= length ? text : text[..length];

    /// <summary>Creates an event with texts of bounded length; null if the email or the time is missing.</summary>
    public static DeliveryEvent? Event(
        ReportKind kind, DateTimeOffset? at, string? id, string? reference, string? messageId, string? recipient, bool isHard = false, string? reason = null) =>
        at is null || (reference is null && messageId is null) || recipient?.Length > 320
            ? null
            : new DeliveryEvent(kind, at.Value)
            {
                Id = Cut(id, DeliveryReport.MaxEventIdLength),
                Reference = Cut(reference, 100),
                MessageId = Cut(messageId, 400),
                Recipient = Address(recipient),
                IsHard = isHard,
                Reason = string.IsNullOrWhiteSpace(reason) ? null : Cut(reason.ReplaceLineEndings(" ").Trim(), DeliveryReport.MaxReasonLength),
            };

    /// <summary>Creates a batch; null elements are counted as other events.</summary>
    public static EventBatch Batch(IEnumerable<DeliveryEvent?> events)
    {
        var all = events.ToList();
        return new EventBatch([.. all.OfType<DeliveryEvent>()], all.Count(e => e is null));
    }
}
