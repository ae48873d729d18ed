namespace EmailDispatch.Domains.Dns;

/// <summary>What DNS says of one name and type, with the aliases followed.</summary>
internal sealed record DnsAnswer
{
    /// <summary>Whether DNS answered: there are records, there are none, or nothing can be said.</summary>
    public required DnsOutcome Outcome { get; init; }

    /// <summary>TXT records, each with its strings joined without a space (RFC 7208 section 3.3, RFC 6376 section 3.6.2.2).</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>The hosts of MX records, lower case without the final dot.</summary>
    public IReadOnlyList<string> Exchanges { get; init; } = [];

    /// <summary>The names that the aliases (CNAME) lead to, in order; empty where the name is no alias.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Whether the name is an alias and has other records as well, which RFC 1034 section 3.6.2 forbids.</summary>
    public bool HasRecordsBesideAlias { get; init; }

    /// <summary>How long resolvers may still keep this answer; null where DNS did not say.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>Why nothing can be said, for people; null where DNS answered.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether there is nothing of the type that was asked for. An address lookup counts its records in <see cref="Records"/>.</summary>
    public bool IsEmpty => Outcome == DnsOutcome.Missing;

    /// <summary>How many records of the type there are.</summary>
    public int Records { get; init; }

    /// <summary>Bytes of all messages that were read for it.</summary>
    public int Bytes { get; init; }

    public static DnsAnswer Failed(string fault) => new() { Outcome = DnsOutcome.Unknown, Fault = fault };
}

/// <summary>What came of asking.</summary>
internal enum DnsOutcome
{
    /// <summary>There are records of the type.</summary>
    Found,

    /// <summary>The name does not exist or has no such record.</summary>
    Missing,

    /// <summary>No server answered, or none that makes sense.</summary>
    Unknown,
}
