using System.Text.Json;
using EmailDispatch.Emails;

namespace EmailDispatch.Suppressions;

/// <summary>Reads the body of <c>POST /suppressions</c>. Every fault is told at its field.</summary>
public static class SuppressionReader
{
    /// <summary>The largest body.</summary>
    public const int MaxBytes = 128 * 1024;

    /// <summary>Addresses of one request.</summary>
    public const int MaxAddresses = 100;

    /// <summary>Reads one request, UTF-8.</summary>
    public static ReadResult<SuppressionRequest> Read(ReadOnlyMemory<byte> json) =>
        JsonRequest.Read<SuppressionRequest>(json, Read);

    private static SuppressionRequest? Read(JsonElement root, JsonFields fields)
    {
        if (!fields.IsObject(root, "", "an object with address or addresses"))
            return null;

        string? address = null;
        List<string>? addresses = null;
        var reason = SuppressionReason.Manual;
        var given = new HashSet<string>();
        foreach (var property in root.EnumerateObject())
        {
            var (value, name) = (property.Value, property.Name);
            if (value.ValueKind == JsonValueKind.Null)
                continue;

            given.Add(name);
            switch (name)
            {
                case "address": address = ReadAddress(value, name, fields); break;
                case "addresses": addresses = ReadAddresses(value, name, fields); break;
                case "reason": reason = ReadReason(value, name, fields); break;
                default: fields.Refuse(name, "is not a known field; known are address, addresses and reason"); break;
            }
        }

        if (given.Contains("address") == given.Contains("addresses"))
            fields.Refuse("address", given.Contains("address") ? "must not be given together with addresses" : "is required, or addresses");

        return new SuppressionRequest(addresses ?? (address is null ? [] : [address]), reason, given.Contains("addresses"));
    }

    private static List<string> ReadAddresses(JsonElement value, string field, JsonFields fields)
    {
        var addresses = new List<string>();
        foreach (var (item, path) in fields.Items(value, field, "an array of addresses", MaxAddresses))
        {
            if (ReadAddress(item, path, fields) is { } address)
                addresses.Add(address);
        }

        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0)
            fields.Refuse(field, "must have at least one address");
        return [.. addresses.DistinctBy(SuppressionKey.Normalise)];
    }

    private static string? ReadAddress(JsonElement value, string field, JsonFields fields)
    {
        if (fields.Text(value, field) is not { } text)
            return null;
        if (EmailAddressParser.TryParse(text, out var address, out var fault))
            return address.Address;
        fields.Refuse(field, fault);
        return null;
    }

    private static SuppressionReason ReadReason(JsonElement value, string field, JsonFields fields)
    {
        if (fields.Text(value, field) is not { } text)
            return default;
        if (SuppressionReasonNames.Find(text) is { } reason)
            return reason;
        fields.Refuse(field, $"must be one of {string.Join(", ", SuppressionReasonNames.All)}");
        return default;
    }
}
