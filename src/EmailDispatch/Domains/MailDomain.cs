using EmailDispatch.Domains.Signing;

namespace EmailDispatch.Domains;

/// <summary>A domain that a tenant sends from.</summary>
public sealed record MailDomain
{
    /// <summary>Its id: the same whenever the tenant adds this domain.</summary>
    public required string Id { get; init; }

    /// <summary>Its tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Its name in the form of DNS, lower case.</summary>
    public required string Name { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The first label of the return path, for providers that have none of their own in <see cref="Providers"/>; null for the usual one of each service.</summary>
    public string? CustomReturnPath { get; init; }

    /// <summary>What is different from the usual, by the provider's name.</summary>
    public IReadOnlyDictionary<string, DomainProvider> Providers { get; init; } = new Dictionary<string, DomainProvider>();

    /// <summary>Its DKIM keys that were made here, in the order in which they were made; empty where it is not signed for.</summary>
    public IReadOnlyList<OwnKey> Keys { get; init; } = [];

    /// <summary>The result of the last check; null before the first.</summary>
    public DomainResult? Result { get; init; }

    /// <summary>When all required records were last found right; null if they never were.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>Whether it was verified, and no alert was raised since that it no longer is.</summary>
    public bool IsTrusted { get; init; }

    /// <summary>The version of the row.</summary>
    internal string? ETag { get; init; }

    /// <summary>The worst state of its required records.</summary>
    public DomainState State => Result?.State ?? DomainState.Pending;
}

/// <summary>The settings of one provider for a domain.</summary>
public sealed record DomainProvider
{
    /// <summary>The selectors of its DKIM keys; empty for the usual ones of the service.</summary>
    public IReadOnlyList<string> DkimSelectors { get; init; } = [];

    /// <summary>The first label of its return path; null for the usual one.</summary>
    public string? ReturnPath { get; init; }
}

/// <summary>How a record or a domain is.</summary>
public enum DomainState
{
    /// <summary>Not there yet, or not checked yet.</summary>
    Pending,

    /// <summary>As it should be.</summary>
    Verified,

    /// <summary>Wrong, or still not there after three days.</summary>
    Failed,

    /// <summary>DNS did not answer.</summary>
    TemporaryFailure,
}
