using System.Net;
using System.Text.Json;
using EmailDispatch.Emails;

namespace EmailDispatch.Access;

/// <summary>
/// Reads requests to issue or change a key and reports every error with its field. Resend's <c>permission</c> is an alias for scopes; its
/// <c>domain_id</c> has no equivalent and is rejected rather than ignored, because it is meant to restrict the key.
/// </summary>
public static class ApiKeyReader
{
    public const int MaxBytes = 64 * 1024;

    private const string Known = "name, tenant, scopes, permission, from_domains, deliver_only_to, redirect_to, ip_ranges, provider_headers and rate_per_second";

    private delegate bool Parser<T>(string text, out T value, out string fault);

    /// <summary>Reads a request to issue a key, in UTF-8 JSON.</summary>
    public static ReadResult<ApiKeyRequest> Read(ReadOnlyMemory<byte> json) =>
        JsonRequest.Read<ApiKeyRequest>(json, Read);

    /// <summary>Reads a request to change a key's name, scopes, or both.</summary>
    public static ReadResult<ApiKeyUpdate> ReadUpdate(ReadOnlyMemory<byte> json) =>
        JsonRequest.Read<ApiKeyUpdate>(json, ReadUpdate);

    private static ApiKeyUpdate? ReadUpdate(JsonElement root, JsonFields fields)
    {
        if (fields.Members(root, "an object with name or scopes") is not { } members)
            return null;

        var update = new ApiKeyUpdate();
        var given = members.Select(member => member.Name).ToHashSet();
        foreach (var (name, value) in members)
        {
            update = name switch
            {
                "name" => update with { Name = ReadName(value, name, fields) },
                "scopes" => update with { Scopes = ReadScopes(value, name, fields) },
                "permission" => update with { Scopes = ReadPermission(value, name, fields) },
                _ => update,
            };
            if (name is not ("name" or "scopes" or "permission"))
                fields.Refuse(name, "cannot be changed, only name and scopes (or permission); issue a new key instead");
        }

        if (given.Count == 0)
            fields.Refuse("name", "is required, or scopes");
        RefuseBoth(given, fields);
        return update;
    }

    private static void RefuseBoth(HashSet<string> given, JsonFields fields)
    {
        if (given.Contains("scopes") && given.Contains("permission"))
            fields.Refuse("permission", "must not be given together with scopes, which says the same");
    }

    private static ApiKeyRequest? Read(JsonElement root, JsonFields fields)
    {
        if (fields.Members(root, "an object that describes one API key") is not { } members)
            return null;

        var request = new ApiKeyRequest { Name = "" };
        var given = members.Select(member => member.Name).ToHashSet();
        foreach (var (name, value) in members)
        {
            switch (name)
            {
                case "name": request = request with { Name = ReadName(value, name, fields) }; break;
                case "tenant": request = request with { Tenant = ReadTenant(value, name, fields) }; break;
                case "scopes": request = request with { Scopes = ReadScopes(value, name, fields) }; break;
                case "permission": request = request with { Scopes = ReadPermission(value, name, fields) }; break;
                case "from_domains": request = request with { FromDomains = ReadList<string>(value, name, ApiKeyRules.TryReadDomain, fields) }; break;
                case "deliver_only_to": request = request with { Recipients = request.Recipients with { DeliverOnlyTo = ReadList<string>(value, name, ApiKeyRules.TryReadRecipients, fields) } }; break;
                case "redirect_to": request = request with { Recipients = request.Recipients with { RedirectTo = ReadRecipient(value, name, fields) } }; break;
                case "ip_ranges": request = request with { IpRanges = ReadList<IPNetwork>(value, name, ApiKeyRules.TryReadRange, fields) }; break;
                case "provider_headers": request = request with { ProviderHeaders = ReadBoolean(value, name, fields) }; break;
                case "rate_per_second": request = request with { RatePerSecond = fields.Number(value, name, ApiKeyRules.MaxRatePerSecond, ApiKeyRules.RateFault) }; break;
                case "domain_id": fields.Refuse(name, "is not supported: domains have no ids here; name them in from_domains"); break;
                default: fields.Refuse(name, $"is not a known field; known are {Known}"); break;
            }
        }

        if (!given.Contains("name"))
            fields.Refuse("name", "is required");
        RefuseBoth(given, fields);
        return request;
    }

    private static string ReadName(JsonElement value, string field, JsonFields fields)
    {
        var name = fields.Line(value, field, ApiKeyRules.MaxNameLength);
        if (name is not null && string.IsNullOrWhiteSpace(name))
            fields.Refuse(field, "must not be empty");
        return name ?? "";
    }

    private static string? ReadTenant(JsonElement value, string field, JsonFields fields)
    {
        var tenant = fields.Text(value, field);
        if (tenant is not null && ApiKeyRules.FindTenantFault(tenant) is { } fault)
            fields.Refuse(field, fault);
        return tenant;
    }

    private static Scopes ReadScopes(JsonElement value, string field, JsonFields fields)
    {
        var scopes = ReadList<Scopes>(value, field, ApiKeyRules.TryReadScope, fields);
        return scopes.Aggregate(Scopes.None, (all, scope) => all | scope);
    }

    private static Scopes ReadPermission(JsonElement value, string field, JsonFields fields)
    {
        switch (fields.Text(value, field))
        {
            case "full_access": return Scopes.All;
            case "sending_access": return Scopes.Send;
            case null: return Scopes.None;
            default:
                fields.Refuse(field, "must be full_access or sending_access");
                return Scopes.None;
        }
    }

    // An empty list could mean none or all, so it is rejected.
    private static List<T> ReadList<T>(JsonElement value, string field, Parser<T> parse, JsonFields fields)
    {
        var values = new List<T>();
        foreach (var (item, path) in fields.Items(value, field, "an array of strings", ApiKeyRules.MaxItems))
        {
            if (fields.Text(item, path) is not { } text)
                continue;
            if (parse(text, out var parsed, out var fault))
                values.Add(parsed);
            else
                fields.Refuse(path, fault);
        }

        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0)
            fields.Refuse(field, "must not be empty; leave it out for no restriction");
        return values;
    }

    private static string? ReadRecipient(JsonElement value, string field, JsonFields fields)
    {
        if (fields.Text(value, field) is not { } text)
            return null;
        if (ApiKeyRules.TryReadRecipient(text, out var address, out var fault))
            return address;
        fields.Refuse(field, fault);
        return null;
    }

    private static bool? ReadBoolean(JsonElement value, string field, JsonFields fields)
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        fields.Refuse(field, "must be true or false");
        return null;
    }
}

/// <summary>Changes to a key; null leaves a value unchanged.</summary>
public sealed record ApiKeyUpdate
{
    public string? Name { get; init; }

    public Scopes? Scopes { get; init; }
}

/// <summary>A request to issue a key.</summary>
public sealed record ApiKeyRequest : ApiKeyPermissions
{
    public required string Name { get; init; }

    /// <summary>The tenant of the new key; null for the tenant of the calling key.</summary>
    public string? Tenant { get; init; }
}
