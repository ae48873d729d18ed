using System.Text.Json;
using EmailDispatch.Emails;
using EmailDispatch.Naming;

namespace EmailDispatch.Suppressions;

/// <summary>
/// Reads requests to add or remove addresses and reports every error with its field. <c>email</c> is the Resend API's name for <c>address</c>.
/// </summary>
public static class SuppressionReader
{
    public const int MaxBytes = 128 * 1024;

    /// <summary>The maximum number of addresses per request.</summary>
    public const int MaxAddresses = 100;

    /// <summary>Reads a request to add addresses, in UTF-8 JSON.</summary>
    public static ReadResult<SuppressionRequest> Read(ReadOnlyMemory<byte> json) =>
        JsonRequest.Read<SuppressionRequest>(json, Read);

    private static SuppressionRequest? Read(JsonElement root, JsonFields fields)
    {
        if (fields.Members(root, "an object with email or emails") is not { } members)
            return null;

        string? address = null;
        List<string>? addresses = null;
        var reason = SuppressionReason.Manual;
        var given = members.Select(member => member.Name).ToHashSet();
        foreach (var (name, value) in members)
        {
            switch (name)
            {
                case "email": address = fields.Address(value, name)?.Address; break;
                case "emails": addresses = ReadAddresses(value, name, fields); break;
                case "address": address = fields.Address(value, name)?.Address; break;
                case "addresses": addresses = ReadAddresses(value, name, fields); break;
                case "reason": reason = ReadReason(value, name, fields); break;
                default: fields.Refuse(name, "is not a known field; known are email or emails (or address, addresses) and reason"); break;
            }
        }

        RefuseAnyButOne(given, fields, "email", "emails", "address", "addresses");
        return new SuppressionRequest(addresses ?? (address is null ? [] : [address]), reason, given.Overlaps(["addresses", "emails"]));
    }

    /// <summary>Reads a request to remove addresses, or entries by id.</summary>
    public static ReadResult<SuppressionRemoval> ReadRemoval(ReadOnlyMemory<byte> json) =>
        JsonRequest.Read<SuppressionRemoval>(json, ReadRemoval);

    private static SuppressionRemoval? ReadRemoval(JsonElement root, JsonFields fields)
    {
        if (fields.Members(root, "an object with emails or ids") is not { } members)
            return null;

        var removal = new SuppressionRemoval([], []);
        var given = members.Select(member => member.Name).ToHashSet();
        foreach (var (name, value) in members)
        {
            if (name is "emails" or "addresses")
                removal = removal with { Addresses = ReadAddresses(value, name, fields) };
            else if (name == "ids")
                removal = removal with { Ids = ReadIds(value, name, fields) };
            else
                fields.Refuse(name, "is not a known field; known are emails (or addresses) and ids");
        }

        RefuseAnyButOne(given, fields, "emails", "addresses", "ids");
        return removal;
    }

    private static void RefuseAnyButOne(HashSet<string> given, JsonFields fields, params string[] names)
    {
        var found = names.Where(given.Contains).ToList();
        if (found.Count == 0)
            fields.Refuse(names[0], $"is required, or {string.Join(" or ", names[1..])}");
        else if (found.Count > 1)
            fields.Refuse(found[1], $"must not be given together with {found[0]}");
    }

    private static List<SuppressionId> ReadIds(JsonElement value, string field, JsonFields fields)
    {
        var ids = new List<SuppressionId>();
        foreach (var (item, path) in fields.Items(value, field, "an array of ids", MaxAddresses))
        {
            if (fields.Text(item, path) is not { } text)
                continue;
            if (SuppressionId.TryParse(text, out var id))
                ids.Add(id);
            else
                fields.Refuse(path, "must be the id of an entry of the do-not-send list");
        }

        RefuseEmpty(value, field, "id", fields);
        return [.. ids.Distinct()];
    }

    private static void RefuseEmpty(JsonElement value, string field, string item, JsonFields fields)
    {
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0)
            fields.Refuse(field, $"must have at least one {item}");
    }

    private static List<string> ReadAddresses(JsonElement value, string field, JsonFields fields)
    {
        var addresses = new List<string>();
        foreach (var (item, path) in fields.Items(value, field, "an array of addresses", MaxAddresses))
        {
            if (fields.Address(item, path) is { } address)
                addresses.Add(address.Address);
        }

        RefuseEmpty(value, field, "address", fields);
        return [.. addresses.DistinctBy(SuppressionKey.Normalise)];
    }

    private static SuppressionReason ReadReason(JsonElement value, string field, JsonFields fields)
    {
        if (fields.Text(value, field) is not { } text)
            return default;
        if (EnumNames.Find<SuppressionReason>(text) is { } reason)
            return reason;
        fields.Refuse(field, $"must be one of {string.Join(", ", EnumNames.All<SuppressionReason>())}");
        return default;
    }
}

/// <summary>A request to add addresses, without duplicates. <paramref name="IsList"/> is true if the request has an array of addresses.</summary>
public sealed record SuppressionRequest(IReadOnlyList<string> Addresses, SuppressionReason Reason, bool IsList);

/// <summary>A request to remove either addresses or entries by id, without duplicates; the other list is empty.</summary>
public sealed record SuppressionRemoval(IReadOnlyList<string> Addresses, IReadOnlyList<SuppressionId> Ids);
