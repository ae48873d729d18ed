using EmailDispatch.Emails;

namespace EmailDispatch.Providers;

/// <summary>
/// The domains a provider is set up to send for, according to its settings: those it is restricted to, the one it rewrites authors to, and that of
/// its user name if that is an address.
/// </summary>
internal static class SenderDomains
{
    /// <summary>Whether a provider's settings give domains and none of them matches this one.</summary>
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

    /// <summary>Close to DMARC's relaxed alignment (RFC 7489 section 3.1): the domains are equal, or one is a subdomain of the other.</summary>
    private static bool AreAligned(string one, string other) =>
        one.Equals(other, StringComparison.OrdinalIgnoreCase)
        || one.EndsWith($".{other}", StringComparison.OrdinalIgnoreCase)
        || other.EndsWith($".{one}", StringComparison.OrdinalIgnoreCase);
}
