namespace EmailDispatch.Domains.Services;

/// <summary>The DNS records that an email service needs in a sender's domain, as far as they are the same for every account.</summary>
internal sealed record MailService(string Preset)
{
    /// <summary>
    /// The domain that the SPF record at the envelope sender's domain must include; null if the envelope sender is in the service's own domain or
    /// nothing is known.
    /// </summary>
    public string? SpfInclude { get; init; }

    /// <summary>Whether the envelope sender uses the from-domain by default; otherwise it uses the service's own domain.</summary>
    public bool SendsAsDomain { get; init; }

    /// <summary>The default first label of the return path, if the service can use one in the sender's domain; null if each account chooses.</summary>
    public string? ReturnPath { get; init; }

    /// <summary>The CNAME target of the return path; null if it is not a CNAME.</summary>
    public string? ReturnPathAlias { get; init; }

    /// <summary>The MX host of the return path, with <c>{region}</c> for the provider's region; null if none is needed or known.</summary>
    public string? ReturnPathExchange { get; init; }

    /// <summary>The selectors of the service, the same for every account; empty if each domain has its own.</summary>
    public IReadOnlyList<string> Selectors { get; init; } = [];

    /// <summary>
    /// The CNAME target of a selector, with <c>{selector}</c>, <c>{n}</c> for its number, <c>{domain}</c> and <c>{domain-dashes}</c>; null if it
    /// differs for each account or the key itself is published.
    /// </summary>
    public string? SelectorAlias { get; init; }

    /// <summary>Whether selectors are CNAMEs; otherwise the key itself is published.</summary>
    public bool HasAliases { get; init; }

    /// <summary>Header fields that the service replaces, so our signature must not cover them.</summary>
    public IReadOnlyList<string> Replaces { get; init; } = [];
}
