using EmailDispatch.Providers;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Domains;

/// <summary>Determines which providers would fail DMARC for a known from-domain, when an email is accepted or sent.</summary>
public sealed class DomainAlignments(KnownDomains known, IOptions<DomainOptions> options)
{
    /// <summary>The alignment that the last check found for a provider; null if none, or if the provider's service has changed since.</summary>
    internal static ProviderAlignment? Find(MailDomain domain, ProviderOptions provider) =>
        domain.Result?.Alignment.FirstOrDefault(alignment => alignment.Provider == provider.Name && alignment.Preset == provider.Preset);

    /// <summary>Finds the providers through which emails from a domain are known to fail DMARC.</summary>
    /// <returns>The names of those providers; empty if the setting is off.</returns>
    public async ValueTask<IReadOnlyList<string>> FindFailingAsync(string tenant, string fromDomain, IEnumerable<ProviderOptions> providers, CancellationToken cancellationToken)
    {
        if (options.Value.RequireAlignment == AlignmentRule.Off || await known.FindAsync(tenant, fromDomain, cancellationToken) is not { } domain)
            return [];

        return [.. providers.Where(provider => !provider.Rewrites(fromDomain) && Find(domain, provider)?.Dmarc == Alignment.Fail).Select(provider => provider.Name)];
    }

    /// <summary>The providers that must not be used for a domain; empty unless the setting is <see cref="AlignmentRule.Skip"/>.</summary>
    public ValueTask<IReadOnlyList<string>> FindSkippedAsync(string tenant, string fromDomain, IEnumerable<ProviderOptions> providers, CancellationToken cancellationToken) =>
        options.Value.RequireAlignment == AlignmentRule.Skip ? FindFailingAsync(tenant, fromDomain, providers, cancellationToken) : new([]);
}
