using EmailDispatch.Providers;

namespace EmailDispatch.Intake;

/// <summary>Who submits an email, and as whom they may write.</summary>
/// <param name="Tenant">Whose email it is.</param>
/// <param name="FromDomains">
/// The domains they may send from: <c>example.com</c> for that domain alone, <c>*.example.com</c> for its subdomains; empty for any.
/// </param>
public sealed record Submitter(string Tenant, IReadOnlyList<string> FromDomains)
{
    internal bool MaySendFrom(string domain) => DomainPattern.MatchesAny(FromDomains, domain);
}
