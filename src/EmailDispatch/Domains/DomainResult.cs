namespace EmailDispatch.Domains;

/// <summary>The result of a check.</summary>
/// <param name="CheckedAt">The time of the check.</param>
/// <param name="State">The state of the whole domain.</param>
/// <param name="Records">The result of each record.</param>
/// <param name="Alignment">The alignment of each provider that may send for the domain.</param>
public sealed record DomainResult(DateTimeOffset CheckedAt, DomainState State, IReadOnlyList<RecordResult> Records, IReadOnlyList<ProviderAlignment> Alignment);

/// <summary>The result of one record.</summary>
/// <param name="Record">The record's <see cref="ExpectedRecord.Key"/>.</param>
/// <param name="State">The state of the record.</param>
/// <param name="Problem">What is wrong or could be improved, in one sentence; null if there is nothing to say.</param>
/// <param name="CachedUntil">Until when resolvers may cache the answer, so that a change shows by then; null if not known.</param>
public sealed record RecordResult(string Record, DomainState State, string? Problem, DateTimeOffset? CachedUntil);

/// <summary>Whether email that a provider sends for a domain passes DMARC (RFC 9989 section 4.4).</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Preset">Its service at the time of the check; the result is void if the service has changed since.</param>
/// <param name="Spf">Whether SPF passes for a domain that is aligned with the from-domain.</param>
/// <param name="Dkim">Whether a key for the provider's signature, or one created here, is published at the from-domain.</param>
public sealed record ProviderAlignment(string Provider, string Preset, Alignment Spf, Alignment Dkim)
{
    public Alignment Dmarc => (Spf, Dkim) switch
    {
        (Alignment.Pass, _) or (_, Alignment.Pass) => Alignment.Pass,
        (Alignment.Fail, Alignment.Fail) => Alignment.Fail,
        _ => Alignment.Unknown,
    };
}

public enum Alignment
{
    /// <summary>Cannot be determined from DNS.</summary>
    Unknown,

    Pass,

    Fail,
}
