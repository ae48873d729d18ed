using System.Text.Json.Serialization;
using EmailDispatch.Access;

namespace EmailDispatch.Functions.Api;

/// <summary>An API key as the API shows it. An empty list is no restriction, as is a rate of null.</summary>
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
    /// <summary>What this is.</summary>
    [JsonPropertyOrder(-1)]
    public string Object { get; } = "api_key";

    /// <summary>The key itself: only in the answer to its issue, never again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Token { get; init; }

    /// <summary>As the library has it.</summary>
    public static ApiKeyView Of(ApiKey key) => new(
        key.Id, key.Name, key.Tenant, key.Scopes.ToNames(), key.FromDomains, key.Recipients.DeliverOnlyTo, key.Recipients.RedirectTo,
        [.. key.IpRanges.Select(range => range.ToString())], key.MaySetProviderHeaders, key.RatePerSecond, key.CreatedAt, key.LastUsedAt);
}

/// <summary>The answer to a revocation.</summary>
public sealed record RevokedApiKeyView(string Id)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "api_key";

    /// <summary>That it is gone.</summary>
    public bool Deleted { get; } = true;
}
