namespace EmailDispatch.Domains.Dns;

/// <summary>Queries DNS: the resolver itself, or the limited reader of one check.</summary>
internal interface IDnsReader
{
    /// <summary>Throws only on cancellation; any other failure is <see cref="DnsOutcome.Unknown"/>.</summary>
    Task<DnsAnswer> ReadAsync(string name, DnsType type, CancellationToken cancellationToken);
}
