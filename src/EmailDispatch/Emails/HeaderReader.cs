using System.Text.Json;

namespace EmailDispatch.Emails;

internal static class HeaderReader
{
    public static List<EmailHeader> Read(JsonElement value, string field, JsonFields fields)
    {
        var headers = new List<EmailHeader>();

        // PHP encodes an empty object as an array.
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0)
            return headers;
        if (!fields.IsObject(value, field, "an object of header names and values"))
            return headers;

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, path, header) in fields.MembersOf(value, field))
        {
            if (HeaderRules.FindNameFault(name) is { } fault)
                fields.Refuse(path, fault);
            else if (!names.Add(name))
                fields.Refuse(path, "is given twice; header names are not case-sensitive");
            else
                headers.AddRange(ReadValues(name, header, path, fields));
        }

        if (headers.Count > EmailLimits.MaxHeaders)
            fields.Refuse(field, $"must have at most {EmailLimits.MaxHeaders} header fields, not {headers.Count}");

        return headers;
    }

    /// <summary>Reads a value, or a list as one header line per value if the header may repeat.</summary>
    private static IEnumerable<EmailHeader> ReadValues(string name, JsonElement value, string path, JsonFields fields)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return ReadValue(value, name, path, fields) is { } single ? [single] : [];

        if (value.GetArrayLength() > 1 && !HeaderRules.MayRepeat(name))
        {
            fields.Refuse(path, "must be one string: an email may have this header only once; only X- headers, Comments and Keywords may have a list");
            return [];
        }

        if (value.GetArrayLength() == 0)
            fields.Refuse(path, "must have at least one value");

        return fields.Items(value, path, "a string or a list of strings", EmailLimits.MaxHeaders)
            .Select(item => ReadValue(item.Element, name, item.Field, fields)).OfType<EmailHeader>();
    }

    private static EmailHeader? ReadValue(JsonElement value, string name, string path, JsonFields fields)
    {
        if (fields.Text(value, path) is not { } text)
            return null;
        if (HeaderRules.FindValueFault(name, text) is not { } fault)
            return new EmailHeader(name, text);

        fields.Refuse(path, fault);
        return null;
    }
}
