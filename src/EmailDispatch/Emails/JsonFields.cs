using System.Runtime.InteropServices;
using System.Text.Json;

namespace EmailDispatch.Emails;

/// <summary>Reads typed values from JSON and collects every error with its field; an invalid value is returned as null.</summary>
internal sealed class JsonFields
{
    /// <summary>Limits the memory for errors: a body can have millions.</summary>
    public const int MaxErrors = 100;

    public List<FieldError> Errors { get; } = [];

    public bool IsFull => Errors.Count >= MaxErrors;

    public void Refuse(string field, string message)
    {
        if (!IsFull)
            Errors.Add(new FieldError(field, message));
    }

    /// <summary>Rejects an unknown field and suggests a known one, or else appends <paramref name="otherwise"/>.</summary>
    public void RefuseUnknown(string path, string name, IReadOnlyList<string> known, string otherwise = "")
    {
        if (!IsFull)
            Refuse(path, FieldNames.Closest(name, known) is { } meant ? $"is not a known field (did you mean \"{meant}\"?)" : $"is not a known field{otherwise}");
    }

    public string? Text(JsonElement element, string field)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            Refuse(field, $"must be a string, not {Describe(element)}");
            return null;
        }

        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            Refuse(field, "must be valid Unicode text: it has an incomplete surrogate pair or bytes that are not UTF-8");
            return null;
        }
    }

    /// <summary>Reads a string without control characters, for a header.</summary>
    public string? Line(JsonElement element, string field, int maxLength)
    {
        if (Text(element, field) is not { } text)
            return null;

        if (text.Length > maxLength)
            Refuse(field, $"must be at most {maxLength} characters long, not {text.Length}");
        else if (TextSafety.FindUnsafe(text) is { } character)
            Refuse(field, $"must not contain {character}");
        else
            return text;

        return null;
    }

    public EmailAddress? Address(JsonElement element, string field)
    {
        if (Text(element, field) is not { } text)
            return null;
        if (EmailAddressParser.TryParse(text, out var address, out var fault))
            return address;

        Refuse(field, fault);
        return null;
    }

    /// <summary>Reads a whole number from 1 to <paramref name="max"/>.</summary>
    public int? Number(JsonElement element, string field, int max, string fault)
    {
        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) && number >= 1 && number <= max)
            return number;

        Refuse(field, fault);
        return null;
    }

    /// <summary>Returns the fields of an object that are not null; returns null, with an error, if it is not an object.</summary>
    public IReadOnlyList<(string Name, JsonElement Value)>? Members(JsonElement root, string expected) => IsObject(root, "", expected)
        ? [.. MembersOf(root, "").Select(member => (member.Name, member.Value))]
        : null;

    /// <summary>Returns the fields of an object that are not null, with their paths; stops when there are enough errors.</summary>
    public IEnumerable<(string Name, string Field, JsonElement Value)> MembersOf(JsonElement element, string field) => element.EnumerateObject()
        .TakeWhile(_ => !IsFull)
        .Where(member => member.Value.ValueKind != JsonValueKind.Null)
        .Select(member => (member.Name, field.Length == 0 ? member.Name : $"{field}.{member.Name}", member.Value));

    /// <summary>Returns the elements of an array with their paths; none, with an error, if it is not an array or too long.</summary>
    public IEnumerable<(JsonElement Element, string Field)> Items(JsonElement element, string field, string expected, int maxCount)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            Refuse(field, $"must be {expected}, not {Describe(element)}");
            yield break;
        }

        if (element.GetArrayLength() > maxCount)
        {
            Refuse(field, $"must have at most {maxCount} items, not {element.GetArrayLength()}");
            yield break;
        }

        var index = 0;
        foreach (var item in element.EnumerateArray())
            yield return (item, $"{field}[{index++}]");
    }

    public bool IsObject(JsonElement element, string field, string expected)
    {
        if (element.ValueKind == JsonValueKind.Object)
            return true;

        Refuse(field, $"must be {expected}, not {Describe(element)}");
        return false;
    }

    /// <summary>Whether a value is an empty string, which some clients send for a missing field.</summary>
    public static bool IsEmptyText(JsonElement element) => JsonMarshal.GetRawUtf8Value(element).SequenceEqual("\"\""u8);

    public static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}
