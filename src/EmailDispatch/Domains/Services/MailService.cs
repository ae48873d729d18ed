namespace EmailDispatch.Domains.Services;

/// <summary>What an email service needs in the DNS of a domain that it sends for, as far as it is the same for every account.</summary>
/// <param name="Preset">The preset of its providers.</param>
internal sealed record MailService(string Preset)
{
    /// <summary>What the SPF record of the envelope sender's domain has to include; null where the service's own domain is the envelope sender or nothing is known.</summary>
    public string? SpfInclude { get; init; }

    /// <summary>Whether the envelope sender is of the from-domain unless something else is set up; else it is of the service's own domain.</summary>
    public bool SendsAsDomain { get; init; }

    /// <summary>The usual first label of the return path where the service can use one of the domain; null where each account chooses.</summary>
    public string? ReturnPath { get; init; }

    /// <summary>What the return path is an alias of; null where it is none.</summary>
    public string? ReturnPathAlias { get; init; }

    /// <summary>The mail exchange of the return path, with <c>{region}</c> for that of the provider; null where it needs none or it is not known.</summary>
    public string? ReturnPathExchange { get; init; }

    /// <summary>The selectors that the service signs with, whatever the account; empty where each domain has its own.</summary>
    public IReadOnlyList<string> Selectors { get; init; } = [];

    /// <summary>
    /// What a selector is an alias of: <c>{selector}</c>, <c>{n}</c> for its number, <c>{domain}</c>, <c>{domain-dashes}</c>; null where it is
    /// different for each account, or the key itself is published.
    /// </summary>
    public string? SelectorAlias { get; init; }

    /// <summary>Whether selectors are aliases; else the key itself is published.</summary>
    public bool HasAliases { get; init; }

    /// <summary>Header fields that the service replaces, so a signature of ours must not cover them.</summary>
    public IReadOnlyList<string> Replaces { get; init; } = [];
}
