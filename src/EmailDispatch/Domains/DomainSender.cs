using System.Globalization;
using EmailDispatch.Domains.Dns;
using EmailDispatch.Domains.Services;
using EmailDispatch.Providers;

namespace EmailDispatch.Domains;

/// <summary>A provider that sends for a domain: the defaults of its service combined with the settings of the domain.</summary>
internal sealed class DomainSender(MailDomain domain, ProviderOptions provider)
{
    private readonly DomainProvider? _own = domain.Providers.GetValueOrDefault(provider.Name);

    public MailDomain Domain => domain;

    public ProviderOptions Provider => provider;

    public MailService? Service { get; } = MailServices.Find(provider.Preset);

    /// <summary>The selectors of its keys; empty if they are not known.</summary>
    public IReadOnlyList<string> Selectors => _own is { DkimSelectors.Count: > 0 } ? _own.DkimSelectors : Service?.Selectors ?? [];

    // A service whose return path is an alias uses its own envelope sender, whatever is configured.
    private string? OwnEnvelopeHost => provider.ReturnPath.Length > 0 && Service is not { ReturnPathAlias: not null } ? provider.ReturnPath[(provider.ReturnPath.LastIndexOf('@') + 1)..].ToLowerInvariant() : null;

    /// <summary>The label of its return path; null if it has none in this domain, as far as is known.</summary>
    public string? ReturnPathLabel => OwnEnvelopeHost is not null ? null : _own?.ReturnPath ?? domain.CustomReturnPath ?? Service?.ReturnPath;

    /// <summary>The domain of the envelope sender; null if it is the service's own or not known.</summary>
    public string? EnvelopeHost => OwnEnvelopeHost is { } own ? DnsName.IsWithin(own, domain.Name) ? own : null
        : ReturnPathLabel is { } label && Service is not null ? $"{label}.{domain.Name}" : Service?.SendsAsDomain == true ? domain.Name : null;

    /// <summary>The CNAME target of a selector; null if only the service knows it.</summary>
    public string? AliasOf(string selector, int number) => Service?.SelectorAlias?
        .Replace("{selector}", selector, StringComparison.Ordinal)
        .Replace("{n}", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{domain}", domain.Name, StringComparison.Ordinal)
        .Replace("{domain-dashes}", domain.Name.Replace('.', '-'), StringComparison.Ordinal);
}
