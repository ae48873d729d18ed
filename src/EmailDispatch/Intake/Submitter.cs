using EmailDispatch.Access;
using EmailDispatch.Emails;

namespace EmailDispatch.Intake;

/// <summary>Who submits an email, and what they may send.</summary>
/// <param name="Tenant">The tenant the email belongs to.</param>
/// <param name="FromDomains">Domains they may send from: <c>example.com</c> (only that) or <c>*.example.com</c> (subdomains); empty for any.</param>
public sealed record Submitter(string Tenant, IReadOnlyList<string> FromDomains)
{
    /// <summary>Whether their emails may set header fields that instruct the email service. Default: if they may send from any domain.</summary>
    public bool MaySetProviderHeaders { get; init; } = FromDomains.Count == 0;

    /// <summary>The id of their API key; null for a drop.</summary>
    public string? Key { get; init; }

    /// <summary>The recipients they may send to.</summary>
    public RecipientRules Recipients { get; init; } = RecipientRules.None;

    /// <summary>The owner of a key, with what the key may send.</summary>
    public static Submitter Of(ApiKey key) => new(key.Tenant, key.FromDomains) { Key = key.Id, MaySetProviderHeaders = key.MaySetProviderHeaders, Recipients = key.Recipients };

    internal bool MaySendFrom(string domain) => DomainPattern.MatchesAny(FromDomains, domain);
}
