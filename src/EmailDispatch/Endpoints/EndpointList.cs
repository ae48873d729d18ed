namespace EmailDispatch.Endpoints;

/// <summary>
/// The endpoints of all tenants, cached in memory, because every write of a status row asks whether its tenant wants events. Storage is queried at most
/// every <see cref="Interval"/>: changes by other instances are seen after that time, this instance's own at once.
/// </summary>
public sealed class EndpointList(EndpointTable table, TimeProvider time)
{
    /// <summary>The maximum age of the cache.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private ILookup<string, WebhookEndpoint>? _known;
    private Task<ILookup<string, WebhookEndpoint>>? _reading;
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;
    private bool _isForgotten;
    private int _reads;

    /// <summary>Returns a tenant's endpoints, including disabled and deleted ones.</summary>
    public async ValueTask<IEnumerable<WebhookEndpoint>> OfAsync(string tenant, CancellationToken cancellationToken) =>
        (await ReadAsync().WaitAsync(cancellationToken))[tenant];

    /// <summary>Returns every endpoint, including disabled and deleted ones.</summary>
    public async ValueTask<IReadOnlyList<WebhookEndpoint>> AllAsync(CancellationToken cancellationToken) =>
        [.. (await ReadAsync().WaitAsync(cancellationToken)).SelectMany(endpoints => endpoints)];

    /// <summary>Makes the next caller read from storage, and wait for it.</summary>
    public void Forget()
    {
        lock (_lock)
            (_isForgotten, _readAt) = (true, DateTimeOffset.MinValue);
    }

    private Task<ILookup<string, WebhookEndpoint>> ReadAsync()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_reading is null || now - _readAt >= Interval)
            {
                var number = ++_reads;
                (_readAt, _reading) = (now, Task.Run(() => ReadAsync(number)));
            }

            return _known is null || _isForgotten || _reading.IsCompletedSuccessfully ? _reading : WaitAsync(_reading, _known);
        }
    }

    // Emails wait only briefly for storage that hangs.
    private async Task<ILookup<string, WebhookEndpoint>> WaitAsync(Task<ILookup<string, WebhookEndpoint>> reading, ILookup<string, WebhookEndpoint> known)
    {
        await Task.WhenAny(reading, Task.Delay(LongestWait, time));
        return reading.IsCompletedSuccessfully ? await reading : known;
    }

    // If storage fails, the cache stays in use, so that no tenant misses events. Without a cache, the write that asks fails.
    private async Task<ILookup<string, WebhookEndpoint>> ReadAsync(int number)
    {
        try
        {
            var found = (await table.ReadAllAsync(CancellationToken.None)).ToLookup(endpoint => endpoint.Tenant);
            lock (_lock)
            {
                if (number == _reads)
                    (_known, _isForgotten) = (found, false);
            }

            return found;
        }
        catch
        {
            lock (_lock)
            {
                if (number == _reads)
                    _readAt = _known is null ? DateTimeOffset.MinValue : time.GetUtcNow() - Interval + RetryInterval;
                if (_known is { } known)
                    return known;
            }

            throw;
        }
    }
}
