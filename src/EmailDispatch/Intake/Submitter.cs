using EmailDispatch.Emails;

namespace EmailDispatch.Intake;

/// <summary>Who submits an email, and what they may send.</summary>
/// <param name="Tenant">Whose email it is.</param>
/// <param name="FromDomains">The domains they may send from: <c>example.com</c> for that domain alone, <c>*.example.com</c> for its subdomains; empty for any.</param>
public sealed record Submitter(string Tenant, IReadOnlyList<string> FromDomains)
{
    /// <summary>Whether their emails may have header fields that instruct the email service. Default: if they may send from any domain.</summary>
    public bool MaySetProviderHeaders { get; init; } = FromDomains.Count == 0;

    /// <summary>To whom they may write.</summary>
    public RecipientRules Recipients { get; init; } = RecipientRules.None;

    internal bool MaySendFrom(string domain) => DomainPattern.MatchesAny(FromDomains, domain);
}
