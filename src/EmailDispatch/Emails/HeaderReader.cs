using System.Text.Json;

namespace EmailDispatch.Emails;

/// <summary>Reads <c>headers</c>.</summary>
internal static class HeaderReader
{
    public static List<EmailHeader> Read(JsonElement value, string field, JsonFields fields)
    {
        var headers = new List<EmailHeader>();
        if (!fields.IsObject(value, field, "an object of header names and values"))
            return headers;

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in value.EnumerateObject())
        {
            if (fields.IsFull)
                break;

            var path = $"{field}.{property.Name}";
            if (property.Value.ValueKind == JsonValueKind.Null)
                continue;

            if (fields.Text(property.Value, path) is not { } text)
                continue;

            var fault = HeaderRules.FindNameFault(property.Name) ?? HeaderRules.FindValueFault(property.Name, text);
            if (fault is not null)
                fields.Refuse(path, fault);
            else if (!names.Add(property.Name))
                fields.Refuse(path, "is given twice; the case of letters makes no difference in header names");
            else
                headers.Add(new EmailHeader(property.Name, text));
        }

        if (headers.Count > EmailLimits.MaxHeaders)
            fields.Refuse(field, $"must have at most {EmailLimits.MaxHeaders} header fields, not {headers.Count}");

        return headers;
    }
}
