using System.Globalization;
using EmailDispatch.Domains.Dns;
using EmailDispatch.Domains.Services;
using EmailDispatch.Providers;

namespace EmailDispatch.Domains;

/// <summary>A provider that sends for a domain: what its service does by itself, and what the domain tells of it.</summary>
internal sealed class DomainSender(MailDomain domain, ProviderOptions provider)
{
    private readonly DomainProvider? _own = domain.Providers.GetValueOrDefault(provider.Name);

    public MailDomain Domain => domain;

    public ProviderOptions Provider => provider;

    /// <summary>Null where nothing is known of the service.</summary>
    public MailService? Service { get; } = MailServices.Find(provider.Preset);

    /// <summary>The selectors of its keys; empty where they are not known.</summary>
    public IReadOnlyList<string> Selectors => _own is { DkimSelectors.Count: > 0 } ? _own.DkimSelectors : Service?.Selectors ?? [];

    // A service whose return path is an alias writes its own, whatever it is told.
    private string? OwnEnvelopeHost => provider.ReturnPath.Length > 0 && Service is not { ReturnPathAlias: not null } ? provider.ReturnPath[(provider.ReturnPath.LastIndexOf('@') + 1)..].ToLowerInvariant() : null;

    /// <summary>The label of its return path; null where it has none in this domain, as far as is known.</summary>
    public string? ReturnPathLabel => OwnEnvelopeHost is not null ? null : _own?.ReturnPath ?? domain.CustomReturnPath ?? Service?.ReturnPath;

    /// <summary>The domain of the envelope sender; null where it is the service's own, or not known.</summary>
    public string? EnvelopeHost => OwnEnvelopeHost is { } own ? DnsName.IsWithin(own, domain.Name) ? own : null
        : ReturnPathLabel is { } label && Service is not null ? $"{label}.{domain.Name}" : Service?.SendsAsDomain == true ? domain.Name : null;

    /// <summary>What a selector is an alias of; null where only the service knows.</summary>
    public string? AliasOf(string selector, int number) => Service?.SelectorAlias?
        .Replace("{selector}", selector, StringComparison.Ordinal)
        .Replace("{n}", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{domain}", domain.Name, StringComparison.Ordinal)
        .Replace("{domain-dashes}", domain.Name.Replace('.', '-'), StringComparison.Ordinal);
}
