using System.Text;
using System.Text.Json;

namespace EmailDispatch.Emails;

/// <summary>Describes the fault in invalid JSON and its position.</summary>
internal static class JsonFaults
{
    private const int MaxShownName = 64;

    // Limits the memory for an object with millions of names.
    private const int MaxNames = ByteContents.MaxValues;

    /// <summary>
    /// Describes, as a sentence after "The body", why JSON is invalid, nested too deeply or has a field twice. Positions count from the start of
    /// <paramref name="before"/>, the body before it.
    /// </summary>
    public static string Describe(ReadOnlySpan<byte> before, ReadOnlySpan<byte> json, int maxDepth)
    {
        if (json.TrimStart(" \t\r\n"u8).IsEmpty)
            return "is empty; it must be JSON";

        var (offset, what) = Find(json, maxDepth);
        return $"is not valid JSON: {what} at {JsonPosition.Start.After(before).After(json[..offset])}";
    }

    private static (int Offset, string What) Find(ReadOnlySpan<byte> json, int maxDepth)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxDepth + 1 });
        var names = new Stack<HashSet<string>>();
        try
        {
            while (reader.Read())
            {
                var start = (int)reader.TokenStartIndex;
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject or JsonTokenType.StartArray when reader.CurrentDepth >= maxDepth:
                        return (start, $"more than {maxDepth} nested objects and arrays");
                    case JsonTokenType.StartObject:
                        names.Push([]);
                        break;
                    case JsonTokenType.EndObject:
                        names.Pop();
                        break;
                    case JsonTokenType.PropertyName when names.Peek() is { Count: < MaxNames } seen && !seen.Add(reader.GetString()!):
                        return (start, $"the field \"{TextSafety.Shorten(reader.GetString()!, MaxShownName)}\" is given twice, the second time");
                }
            }
        }
        catch (JsonException fault)
        {
            return Explain(json, OffsetOf(json, fault));
        }
        catch (InvalidOperationException)
        {
            return ((int)reader.TokenStartIndex, "a field whose name is not valid Unicode text");
        }

        return (json.Length, "unexpected content");
    }

    private static (int Offset, string What) Explain(ReadOnlySpan<byte> json, int offset)
    {
        if (offset >= json.Length)
            return (json.Length, "it ends too early");

        var inFront = json[..offset].TrimEnd(" \t\r\n"u8);
        var previous = inFront.IsEmpty ? (byte)0 : inFront[^1];
        Rune.DecodeFromUtf8(json[offset..], out var rune, out _);
        return (offset, rune.Value switch
        {
            < ' ' => $"{TextSafety.Show(rune)} inside a string, which must be escaped,",
            '}' or ']' when previous == ',' => $"a trailing comma before \"{rune}\"",
            '\'' => "a single quotation mark; strings and names need double ones,",
            _ when offset > 0 && json[offset - 1] == '\\' => $"\"\\{rune}\", which is not a JSON escape,",
            _ => $"unexpected {TextSafety.Show(rune)}",
        });
    }

    private static int OffsetOf(ReadOnlySpan<byte> json, JsonException fault)
    {
        var start = 0;
        for (var line = 0L; line < fault.LineNumber; line++)
            start += json[start..].IndexOf((byte)'\n') + 1;
        return start + (int)Math.Min(fault.BytePositionInLine ?? 0, json.Length - start);
    }
}
