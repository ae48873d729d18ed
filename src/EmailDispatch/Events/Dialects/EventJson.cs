using System.Globalization;
using System.Text.Json;
using EmailDispatch.Status;

namespace EmailDispatch.Events.Dialects;

/// <summary>Reads what services send: of bounded depth, and whatever is missing or of another type is null.</summary>
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

    /// <summary>The elements of an array; a single object is an array of one.</summary>
    /// <exception cref="JsonException">It is neither.</exception>
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
            // A name that is not Unicode.
            return null;
        }
    }

    /// <summary>A text of any length; null for one that is not Unicode, such as half a character.</summary>
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

    /// <summary>A text, or a number as text; cut where it is too long.</summary>
    public static string? Text(this JsonElement json, params ReadOnlySpan<string> path) => json.At(path) switch
    {
        { ValueKind: JsonValueKind.String } text => Cut(text.WholeText(), MaxTextLength),
        { ValueKind: JsonValueKind.Number } number => Cut(number.GetRawText(), MaxTextLength),
        _ => null,
    };

    /// <summary>The elements of an array at a place; none where there is none.</summary>
    public static IEnumerable<JsonElement> List(this JsonElement json, params ReadOnlySpan<string> path) =>
        json.At(path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>The address of an element that is one, or has one.</summary>
    public static string? Address(string? text)
    {
        // "Name <a@example.com>", as some services repeat it.
        var start = text?.LastIndexOf('<') ?? -1;
        return start >= 0 && text!.EndsWith('>') ? text[(start + 1)..^1] : text;
    }

    /// <summary>A time in ISO 8601.</summary>
    public static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    /// <summary>A time in seconds since 1970, with or without a fraction.</summary>
    public static DateTimeOffset? UnixTime(string? text, int perSecond = 1) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number / perSecond is >= 0 and < 253_402_300_799m
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(number / perSecond * TimeSpan.TicksPerSecond))
            : null;

    public static string? Cut(string? text, int length) => text is null || text.Length <= length ? text : text[..length];

    /// <summary>The event with texts of bounded length; null where it does not tell which email it is about, or when.</summary>
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

    /// <summary>The batch of what was read of each element; null counts as another event.</summary>
    public static EventBatch Batch(IEnumerable<DeliveryEvent?> events)
    {
        var all = events.ToList();
        return new EventBatch([.. all.OfType<DeliveryEvent>()], all.Count(e => e is null));
    }
}
