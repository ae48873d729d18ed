using EmailDispatch.Domains.Signing;

namespace EmailDispatch.Domains;

/// <summary>What a new domain is to be, or what is to change of one.</summary>
public sealed record DomainRequest
{
    /// <summary>Its name in the form of DNS; null in an update.</summary>
    public string? Name { get; init; }

    /// <inheritdoc cref="MailDomain.CustomReturnPath"/>
    public string? CustomReturnPath { get; init; }

    /// <summary>Whether the return path is given: an empty one makes it the usual one again.</summary>
    public bool HasCustomReturnPath { get; init; }

    /// <inheritdoc cref="MailDomain.Providers"/>
    public IReadOnlyDictionary<string, DomainProvider>? Providers { get; init; }

    /// <summary>How emails are signed here; empty for not at all, null where that does not change.</summary>
    public IReadOnlyList<DkimAlgorithm>? Algorithms { get; init; }
}
