using System.Net;
using EmailDispatch.Emails;

namespace EmailDispatch.Access;

/// <summary>What a known API key is allowed. The key itself is not in here, nor anywhere else.</summary>
public sealed record ApiKey : ApiKeyPermissions
{
    /// <summary>The tenant where none is named.</summary>
    public const string DefaultTenant = "default";

    /// <summary>Tells it from others: the UUID under which it can be revoked, or <c>settings:N</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Whose emails it sends and sees.</summary>
    public required string Tenant { get; init; }

    /// <summary>When it was issued; null where it comes from the settings.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it was last used, to some minutes (<see cref="KeyUses"/>); null where it never was, or comes from the settings.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>
    /// Whether it is the operator's: from the settings, for the tenant <c>default</c>, with the scope <c>admin</c>. Only such a key
    /// manages other tenants' keys, for only who deploys the application can make one.
    /// </summary>
    public bool IsOperator => CreatedAt is null && Tenant == DefaultTenant && Allows(Scopes.Admin);

    /// <summary>Whether it has a scope; <c>admin</c> has them all.</summary>
    public bool Allows(Scopes scope) => (Scopes & (scope | Scopes.Admin)) != 0;

    /// <summary>Whether it may send from a domain.</summary>
    public bool MaySendFrom(string domain) => DomainPattern.MatchesAny(FromDomains, domain);

    /// <summary>Whether its emails may have header fields that give orders to the email service: by default where it may send from any domain to anybody.</summary>
    public bool MaySetProviderHeaders => ProviderHeaders ?? (FromDomains.Count == 0 && !Recipients.IsRestricted);

    /// <summary>Whether it may be used from an address; one that cannot be told is in no range.</summary>
    public bool MayBeUsedFrom(IPAddress? address) =>
        IpRanges.Count == 0 || (address is not null && IpRanges.Any(range => IpRange.Contains(range, address)));
}

/// <summary>What a key may be used for.</summary>
public abstract record ApiKeyPermissions
{
    /// <summary>The kinds of requests.</summary>
    public Scopes Scopes { get; init; } = Scopes.All;

    /// <summary>The domains it may send from, <c>example.com</c> or <c>*.example.com</c> for the subdomains; empty for all.</summary>
    public IReadOnlyList<string> FromDomains { get; init; } = [];

    /// <summary>To whom its emails may go.</summary>
    public RecipientRules Recipients { get; init; } = RecipientRules.None;

    /// <summary>The addresses it may be used from; empty for all.</summary>
    public IReadOnlyList<IPNetwork> IpRanges { get; init; } = [];

    /// <summary>Whether its emails may have header fields that give orders to the email service; null for the default.</summary>
    public bool? ProviderHeaders { get; init; }

    /// <summary>How many requests a second an instance takes from it; null for any number.</summary>
    public int? RatePerSecond { get; init; }
}
