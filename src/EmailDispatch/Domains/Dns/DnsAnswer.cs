namespace EmailDispatch.Domains.Dns;

/// <summary>The DNS answer for one name and type, with aliases followed.</summary>
internal sealed record DnsAnswer
{
    public required DnsOutcome Outcome { get; init; }

    /// <summary>TXT records, each with its strings joined without spaces (RFC 7208 section 3.3, RFC 6376 section 3.6.2.2).</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>The hosts of the MX records, in lower case without the final dot.</summary>
    public IReadOnlyList<string> Exchanges { get; init; } = [];

    /// <summary>The CNAME targets, in order; empty if the name is not an alias.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Whether the name is an alias but also has other records, which RFC 1034 section 3.6.2 forbids.</summary>
    public bool HasRecordsBesideAlias { get; init; }

    /// <summary>How long resolvers may cache this answer; null if unknown.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>The reason for <see cref="DnsOutcome.Unknown"/>, for display; otherwise null.</summary>
    public string? Fault { get; init; }

    public bool IsEmpty => Outcome == DnsOutcome.Missing;

    /// <summary>The number of records of the type, also for address lookups.</summary>
    public int Records { get; init; }

    public int Bytes { get; init; }

    public static DnsAnswer Failed(string fault) => new() { Outcome = DnsOutcome.Unknown, Fault = fault };
}

internal enum DnsOutcome
{
    Found,

    Missing,

    /// <summary>No server answered, or the answer is unusable.</summary>
    Unknown,
}
