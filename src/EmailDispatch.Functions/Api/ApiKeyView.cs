using System.Text.Json.Serialization;
using EmailDispatch.Access;

namespace EmailDispatch.Functions.Api;

/// <summary>An API key. Empty lists and a null rate mean no restriction.</summary>
public sealed record ApiKeyView(
    string Id,
    string Name,
    string Tenant,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<string> FromDomains,
    IReadOnlyList<string> DeliverOnlyTo,
    string? RedirectTo,
    IReadOnlyList<string> IpRanges,
    bool ProviderHeaders,
    int? RatePerSecond,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? LastUsedAt)
{
    [JsonPropertyOrder(-1)]
    public string Object { get; } = "api_key";

    /// <summary>The key itself, only in the response that issues it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Token { get; init; }

    public static ApiKeyView Of(ApiKey key) => new(
        key.Id, key.Name, key.Tenant, key.Scopes.ToNames(), key.FromDomains, key.Recipients.DeliverOnlyTo, key.Recipients.RedirectTo,
        [.. key.IpRanges.Select(range => range.ToString())], key.MaySetProviderHeaders, key.RatePerSecond, key.CreatedAt, key.LastUsedAt);
}

public sealed record RevokedApiKeyView(string Id)
{
    public string Object { get; } = "api_key";
    public bool Deleted { get; } = true;
}
