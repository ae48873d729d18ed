namespace EmailDispatch.Domains;

/// <summary>What a check found.</summary>
/// <param name="CheckedAt">When.</param>
/// <param name="State">How the domain is as a whole.</param>
/// <param name="Records">Each record.</param>
/// <param name="Alignment">Each provider that may send for it.</param>
public sealed record DomainResult(DateTimeOffset CheckedAt, DomainState State, IReadOnlyList<RecordResult> Records, IReadOnlyList<ProviderAlignment> Alignment);

/// <summary>What a check found of one record.</summary>
/// <param name="Record">Which: <see cref="ExpectedRecord.Key"/>.</param>
/// <param name="State">How it is.</param>
/// <param name="Problem">What is wrong, or could be better, in one sentence; null where there is nothing to say.</param>
/// <param name="CachedUntil">Until when resolvers may keep what was seen, so that a change shows no later; null where it is not known.</param>
public sealed record RecordResult(string Record, DomainState State, string? Problem, DateTimeOffset? CachedUntil);

/// <summary>Whether what a provider sends for a domain passes DMARC (RFC 9989 section 4.4).</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Preset">Its service when this was found; another one since makes it void.</param>
/// <param name="Spf">Whether SPF passes for a domain that goes with the from-domain.</param>
/// <param name="Dkim">Whether a key of the service is published at the from-domain.</param>
public sealed record ProviderAlignment(string Provider, string Preset, Alignment Spf, Alignment Dkim)
{
    /// <summary>One of both is enough.</summary>
    public Alignment Dmarc => (Spf, Dkim) switch
    {
        (Alignment.Pass, _) or (_, Alignment.Pass) => Alignment.Pass,
        (Alignment.Fail, Alignment.Fail) => Alignment.Fail,
        _ => Alignment.Unknown,
    };
}

/// <summary>Whether something goes with the from-domain.</summary>
public enum Alignment
{
    /// <summary>It cannot be told from DNS.</summary>
    Unknown,

    /// <summary>It does.</summary>
    Pass,

    /// <summary>It does not.</summary>
    Fail,
}
