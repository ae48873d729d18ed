using EmailDispatch.Providers;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Domains;

/// <summary>Tells, while emails are taken and sent, which providers would fail DMARC for a from-domain that is known.</summary>
public sealed class DomainAlignments(KnownDomains known, IOptions<DomainOptions> options)
{
    /// <summary>What a check has found of a provider for a domain; null for nothing, or where the provider has another service since.</summary>
    internal static ProviderAlignment? Find(MailDomain domain, ProviderOptions provider) =>
        domain.Result?.Alignment.FirstOrDefault(alignment => alignment.Provider == provider.Name && alignment.Preset == provider.Preset);

    /// <summary>Whether emails from a domain fail DMARC by these providers, as far as is known.</summary>
    /// <returns>The names of those that fail it; none where the setting is off.</returns>
    public async ValueTask<IReadOnlyList<string>> FindFailingAsync(string tenant, string fromDomain, IEnumerable<ProviderOptions> providers, CancellationToken cancellationToken)
    {
        if (options.Value.RequireAlignment == AlignmentRule.Off || await known.FindAsync(tenant, fromDomain, cancellationToken) is not { } domain)
            return [];

        return [.. providers.Where(provider => !provider.Rewrites(fromDomain) && Find(domain, provider)?.Dmarc == Alignment.Fail).Select(provider => provider.Name)];
    }

    /// <summary>The providers that are not to be used for a domain; none unless the setting is <see cref="AlignmentRule.Skip"/>.</summary>
    public ValueTask<IReadOnlyList<string>> FindSkippedAsync(string tenant, string fromDomain, IEnumerable<ProviderOptions> providers, CancellationToken cancellationToken) =>
        options.Value.RequireAlignment == AlignmentRule.Skip ? FindFailingAsync(tenant, fromDomain, providers, cancellationToken) : new([]);
}
