using EmailDispatch.Domains.Signing;

namespace EmailDispatch.Domains;

/// <summary>A domain that a tenant sends from.</summary>
public sealed record MailDomain
{
    /// <summary>The id: the same whenever the tenant adds this domain.</summary>
    public required string Id { get; init; }

    public required string Tenant { get; init; }

    /// <summary>The name in ASCII, in lower case.</summary>
    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The first label of the return path for providers without one in <see cref="Providers"/>; null for the default of each service.</summary>
    public string? CustomReturnPath { get; init; }

    /// <summary>The https URL of the logo that mail programs may show (BIMI); null for none.</summary>
    public string? BimiLogo { get; init; }

    /// <summary>Settings that differ from the defaults, by provider name.</summary>
    public IReadOnlyDictionary<string, DomainProvider> Providers { get; init; } = new Dictionary<string, DomainProvider>();

    /// <summary>The DKIM keys created here, in order of creation; empty if emails are not signed here.</summary>
    public IReadOnlyList<OwnKey> Keys { get; init; } = [];

    /// <summary>The result of the last check; null before the first one.</summary>
    public DomainResult? Result { get; init; }

    /// <summary>When all required records were last found correct; null if never.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>Whether it was verified and no alert about losing that state has been raised since.</summary>
    public bool IsTrusted { get; init; }

    internal string? ETag { get; init; }

    /// <summary>The worst state of its required records.</summary>
    public DomainState State => Result?.State ?? DomainState.Pending;
}

public sealed record DomainProvider
{
    /// <summary>The selectors of its DKIM keys; empty for the defaults of the service.</summary>
    public IReadOnlyList<string> DkimSelectors { get; init; } = [];

    /// <summary>The first label of its return path; null for the default.</summary>
    public string? ReturnPath { get; init; }
}

public enum DomainState
{
    /// <summary>Not published yet, or not checked yet.</summary>
    Pending,

    Verified,

    /// <summary>Wrong, or still missing after three days.</summary>
    Failed,

    TemporaryFailure,
}
