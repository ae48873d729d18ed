namespace EmailDispatch.Domains.Dns;

/// <summary>Limits the lookups, bytes and time that one check of one domain may use, whatever its records contain.</summary>
internal sealed class BoundedReader(IDnsReader resolver, TimeProvider time, TimeSpan timeout) : IDnsReader
{
    public const int MaxLookups = 150;
    public const int MaxBytes = 256 * 1024;

    private readonly long _began = time.GetTimestamp();
    private int _bytes;

    public int Lookups { get; private set; }

    public async Task<DnsAnswer> ReadAsync(string name, DnsType type, CancellationToken cancellationToken)
    {
        if (Lookups >= MaxLookups || _bytes >= MaxBytes)
            return DnsAnswer.Failed($"The records of this domain need more than {MaxLookups} lookups or {MaxBytes / 1024} KiB, so the rest was not checked.");

        var left = timeout - time.GetElapsedTime(_began);
        if (left <= TimeSpan.Zero)
            return DnsAnswer.Failed("DNS was too slow, so the rest was not checked.");

        Lookups++;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(left);
        try
        {
            var answer = await resolver.ReadAsync(name, type, limit.Token);
            _bytes += answer.Bytes;
            return answer;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return DnsAnswer.Failed($"No DNS server answered in time for {name}.");
        }
    }
}
