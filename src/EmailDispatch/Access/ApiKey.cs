using System.Net;
using EmailDispatch.Emails;

namespace EmailDispatch.Access;

/// <summary>The identity and permissions of a known API key. It does not contain the key itself.</summary>
public sealed record ApiKey : ApiKeyPermissions
{
    /// <summary>The tenant when none is specified.</summary>
    public const string DefaultTenant = "default";

    /// <summary>The UUID used to revoke the key, or <c>settings:N</c>.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The tenant whose emails the key sends and reads.</summary>
    public required string Tenant { get; init; }

    /// <summary>When the key was issued; null if it comes from the settings.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the key was last used, accurate to a few minutes (<see cref="KeyUses"/>); null if never used or from the settings.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>
    /// Whether this is an operator key: from the settings, for the tenant <c>default</c>, with the scope <c>admin</c>. Only such a key can manage the
    /// keys of other tenants, because only the person who deploys the application can create one.
    /// </summary>
    public bool IsOperator => CreatedAt is null && Tenant == DefaultTenant && Allows(Scopes.Admin);

    /// <summary>Whether the key has a scope; <c>admin</c> includes all scopes.</summary>
    public bool Allows(Scopes scope) => (Scopes & (scope | Scopes.Admin)) != 0;

    public bool MaySendFrom(string domain) => DomainPattern.MatchesAny(FromDomains, domain);

    /// <summary>
    /// Whether emails may have header fields that instruct the email service. Default: true if the key may send from any domain to anyone.
    /// </summary>
    public bool MaySetProviderHeaders => ProviderHeaders ?? (FromDomains.Count == 0 && !Recipients.IsRestricted);

    /// <summary>Whether the key may be used from an address; an unknown address is in no range.</summary>
    public bool MayBeUsedFrom(IPAddress? address) =>
        IpRanges.Count == 0 || (address is not null && IpRanges.Any(range => IpRange.Contains(range, address)));
}

public abstract record ApiKeyPermissions
{
    public Scopes Scopes { get; init; } = Scopes.All;

    /// <summary>The allowed sender domains: <c>example.com</c>, or <c>*.example.com</c> for subdomains. Empty allows all.</summary>
    public IReadOnlyList<string> FromDomains { get; init; } = [];

    public RecipientRules Recipients { get; init; } = RecipientRules.None;

    /// <summary>The addresses the key may be used from; empty allows all.</summary>
    public IReadOnlyList<IPNetwork> IpRanges { get; init; } = [];

    /// <summary>Whether emails may have header fields that instruct the email service; null for the default.</summary>
    public bool? ProviderHeaders { get; init; }

    /// <summary>The number of requests per second that one instance accepts; null for no limit.</summary>
    public int? RatePerSecond { get; init; }
}
