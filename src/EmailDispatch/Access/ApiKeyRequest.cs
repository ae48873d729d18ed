using System.Net;
using EmailDispatch.Emails;

namespace EmailDispatch.Access;

/// <summary>What a new key is to be.</summary>
public sealed record ApiKeyRequest
{
    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Whose it is; null for the tenant of the key that asks.</summary>
    public string? Tenant { get; init; }

    /// <inheritdoc cref="ApiKey.Scopes"/>
    public Scopes Scopes { get; init; } = Scopes.All;

    /// <inheritdoc cref="ApiKey.FromDomains"/>
    public IReadOnlyList<string> FromDomains { get; init; } = [];

    /// <inheritdoc cref="ApiKey.Recipients"/>
    public RecipientRules Recipients { get; init; } = RecipientRules.None;

    /// <inheritdoc cref="ApiKey.IpRanges"/>
    public IReadOnlyList<IPNetwork> IpRanges { get; init; } = [];

    /// <inheritdoc cref="ApiKey.ProviderHeaders"/>
    public bool? ProviderHeaders { get; init; }

    /// <inheritdoc cref="ApiKey.RatePerSecond"/>
    public int? RatePerSecond { get; init; }
}
