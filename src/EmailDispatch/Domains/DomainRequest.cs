using EmailDispatch.Domains.Signing;

namespace EmailDispatch.Domains;

public sealed record DomainRequest
{
    /// <summary>The domain in ASCII (punycode); null in an update.</summary>
    public string? Name { get; init; }

    /// <inheritdoc cref="MailDomain.CustomReturnPath"/>
    public string? CustomReturnPath { get; init; }

    /// <summary>Whether the request sets the return path; an empty one restores the default.</summary>
    public bool HasCustomReturnPath { get; init; }

    /// <inheritdoc cref="MailDomain.BimiLogo"/>
    public string? BimiLogo { get; init; }

    /// <summary>Whether the request sets the logo; an empty one removes it.</summary>
    public bool HasBimiLogo { get; init; }

    /// <inheritdoc cref="MailDomain.Providers"/>
    public IReadOnlyDictionary<string, DomainProvider>? Providers { get; init; }

    /// <summary>The algorithms to sign with; empty to disable signing, null for no change.</summary>
    public IReadOnlyList<DkimAlgorithm>? Algorithms { get; init; }
}
