using System.Text.Json;

namespace EmailDispatch.Emails;

internal static class TagReader
{
    public static List<Tag> Read(JsonElement value, string field, JsonFields fields)
    {
        var tags = new List<Tag>();
        foreach (var (item, path) in fields.Items(value, field, "an array of tags", EmailLimits.MaxTags))
        {
            if (!fields.IsObject(item, path, "an object with name and value"))
                continue;

            var name = ReadText(item, "name", path, fields);
            var tagValue = ReadText(item, "value", path, fields);
            if (name is null || tagValue is null)
                continue;

            if (tags.Any(other => other.Name == name))
                fields.Refuse($"{path}.name", $"is given twice: {name}");
            tags.Add(new Tag(name, tagValue));
        }

        return tags;
    }

    private static string? ReadText(JsonElement tag, string name, string path, JsonFields fields)
    {
        var field = $"{path}.{name}";
        if (!tag.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            fields.Refuse(field, "is required");
            return null;
        }

        if (fields.Text(value, field) is not { } text)
            return null;

        if (text.Length is > 0 and <= 256 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            return text;

        fields.Refuse(field, "must be 1 to 256 ASCII letters, digits, underscores or hyphens");
        return null;
    }
}
