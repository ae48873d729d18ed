using System.Text.Json;

namespace EmailDispatch.Emails;

/// <summary>Reads address fields: one address, an array, or a comma-separated string. An address is a string or an object with email and name.</summary>
internal static class AddressReader
{
    // Enough to detect several addresses.
    private const int MaxLookedAt = 16;

    private const int MaxShown = 60;
    private const int MaxListLength = 4_000;

    private static readonly string[] ObjectFields = ["email", "address", "name"];

    public static EmailAddress? ReadAuthor(JsonElement value, string field, JsonFields fields) =>
        ReadOne(value, field, "has several addresses; an email has one author", fields);

    public static List<EmailAddress> ReadAll(JsonElement value, string field, int maxCount, JsonFields fields)
    {
        if (value.ValueKind == JsonValueKind.String)
            return fields.Text(value, field) is { } text ? ReadList(text, field, maxCount, fields) : [];
        if (value.ValueKind == JsonValueKind.Object)
            return ReadObject(value, field, fields) is { } single ? [single] : [];

        var addresses = new List<EmailAddress>();
        foreach (var (item, path) in fields.Items(value, field, "an address or an array of addresses", maxCount))
        {
            if (ReadOne(item, path, "has several addresses; in an array give one address per element", fields) is { } address)
                addresses.Add(address);
        }

        return addresses;
    }

    private static List<EmailAddress> ReadList(string text, string field, int maxCount, JsonFields fields)
    {
        if (Parse(text, out var fault) is { } single)
            return [single];

        var list = AddressList.Of(text, maxCount + 1);
        if (list.Addresses.Count > maxCount)
            fields.Refuse(field, $"must have at most {maxCount} addresses");
        else if (list.HasSemicolon)
            fields.Refuse(field, "must have commas between its addresses, not semicolons; or use an array");
        else if (!list.IsClosed && list.Addresses.Count > 1)
            fields.Refuse(field, "has a quotation mark, a bracket or a parenthesis that is not closed");
        else if (list.Addresses.Count == 0)
            fields.Refuse(field, fault);
        else
            return ReadEach(list.Addresses, field, fields);

        return [];
    }

    private static List<EmailAddress> ReadEach(IReadOnlyList<string> parts, string field, JsonFields fields)
    {
        var addresses = new List<EmailAddress>();
        foreach (var (n, part) in parts.Index())
        {
            if (Parse(part, out var fault) is { } address)
                addresses.Add(address);
            else if (parts.Count == 1)
                fields.Refuse(field, HasBlankBetween(part) ? "has several addresses without commas between them" : fault);
            else if (!part.Contains('@', StringComparison.Ordinal))
                fields.Refuse(field, $"has \"{TextSafety.Shorten(part.Trim(), MaxShown)}\" between commas, which is not an address; put a name with a comma in quotation marks: \"Doe, Jane\" <jane@example.com>");
            else
                fields.Refuse(field, $"(address {n + 1}) {fault}");
        }

        return addresses;
    }

    private static EmailAddress? ReadOne(JsonElement value, string field, string severalFault, JsonFields fields)
    {
        if (value.ValueKind == JsonValueKind.Object)
            return ReadObject(value, field, fields);
        if (fields.Text(value, field) is not { } text)
            return null;

        if (Parse(text, out var fault) is { } address)
            return address;

        var isList = AddressList.Of(text, MaxLookedAt).Addresses.Count(part => part.Contains('@', StringComparison.Ordinal)) > 1;
        fields.Refuse(field, isList || HasBlankBetween(text) ? severalFault : fault);
        return null;
    }

    /// <summary>Reads an address in the object form of many clients: <c>{"name":"Jane","email":"jane@example.com"}</c>, or with <c>address</c>.</summary>
    private static EmailAddress? ReadObject(JsonElement value, string field, JsonFields fields)
    {
        var (faults, address, name) = (fields.Errors.Count, (string?)null, (string?)null);
        foreach (var member in value.EnumerateObject())
        {
            var path = $"{field}.{TextSafety.Shorten(member.Name, MaxShown)}";
            if (member.Name is "email" or "address" && address is null)
                address = fields.Text(member.Value, path);
            else if (member.Name is "name")
                name = member.Value.ValueKind == JsonValueKind.Null ? null : fields.Text(member.Value, path);
            else
                fields.RefuseUnknown(path, member.Name, ObjectFields, "; an address has email and name");
        }

        if (address is null && fields.Errors.Count == faults)
            fields.Refuse(field, "must have email, the address");
        if (address is null || fields.Errors.Count > faults)
            return null;

        if (Parse(new EmailAddress(address.Trim(), string.IsNullOrWhiteSpace(name) ? null : name).ToString(), out var fault) is { } read)
            return read;

        fields.Refuse(field, fault);
        return null;
    }

    private static bool HasBlankBetween(string text) =>
        text.Length <= MaxListLength && text.Split(' ').Count(word => word.Contains('@', StringComparison.Ordinal)) > 1;

    private static EmailAddress? Parse(string text, out string fault)
    {
        var isValid = EmailAddressParser.TryParse(text, out var address, out var found);
        fault = found ?? "";
        return isValid ? address : null;
    }
}
