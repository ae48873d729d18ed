using EmailDispatch.Emails;

namespace EmailDispatch.Providers;

/// <summary>
/// The domains a provider is set up to send for, as its settings tell: those it is restricted to, the one it rewrites authors to, and that of
/// an address which is its user name.
/// </summary>
internal static class SenderDomains
{
    /// <summary>Whether a provider tells domains and none goes with this one.</summary>
    public static bool Mismatches(ProviderOptions provider, string fromDomain)
    {
        if (provider.FromDomains.Count > 0 && DomainPattern.MatchesAny(provider.FromDomains, fromDomain))
            return false;

        var own = new[] { provider.DefaultFromAddress, provider.Username }
            .Where(address => EmailAddressParser.TryParse(address, out _, out _))
            .Select(address => new EmailAddress(address).AsciiDomain)
            .ToList();
        var ascii = new EmailAddress($"author@{fromDomain}").AsciiDomain;
        return (own.Count > 0 || provider.FromDomains.Count > 0) && !own.Exists(domain => AreAligned(domain, ascii));
    }

    /// <summary>Close to DMARC's relaxed alignment, RFC 7489 section 3.1: one is the other or a subdomain of it.</summary>
    private static bool AreAligned(string one, string other) =>
        one.Equals(other, StringComparison.OrdinalIgnoreCase)
        || one.EndsWith($".{other}", StringComparison.OrdinalIgnoreCase)
        || other.EndsWith($".{one}", StringComparison.OrdinalIgnoreCase);
}
