namespace EmailDispatch.Domains.Dns;

/// <summary>Asks DNS: the resolver itself, or one check's share of it.</summary>
internal interface IDnsReader
{
    /// <summary>Never throws but for cancellation: what goes wrong is <see cref="DnsOutcome.Unknown"/>.</summary>
    Task<DnsAnswer> ReadAsync(string name, DnsType type, CancellationToken cancellationToken);
}
