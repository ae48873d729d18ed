namespace EmailDispatch.Endpoints;

/// <summary>
/// The endpoints of all tenants, cached in memory, because every write of a status row asks whether its tenant wants events. Storage is queried at most
/// every <see cref="Interval"/>: changes by other instances are seen after that time, this instance's own at once.
/// </summary>
public sealed class EndpointList(EndpointTable table, TimeProvider time)
{
    /// <summary>The maximum age of the cache.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private Task<ILookup<string, WebhookEndpoint>>? _reading;
    private DateTimeOffset _readAt;

    /// <summary>Returns a tenant's endpoints, including disabled and deleted ones.</summary>
    public async ValueTask<IEnumerable<WebhookEndpoint>> OfAsync(string tenant, CancellationToken cancellationToken) =>
        (await ReadAsync().WaitAsync(cancellationToken))[tenant];

    /// <summary>Returns every endpoint, including disabled and deleted ones.</summary>
    public async ValueTask<IReadOnlyList<WebhookEndpoint>> AllAsync(CancellationToken cancellationToken) =>
        [.. (await ReadAsync().WaitAsync(cancellationToken)).SelectMany(endpoints => endpoints)];

    /// <summary>Makes the next caller read from storage.</summary>
    public void Forget()
    {
        lock (_lock)
            _readAt = DateTimeOffset.MinValue;
    }

    private Task<ILookup<string, WebhookEndpoint>> ReadAsync()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_reading is not null && now - _readAt < Interval)
                return _reading;

            _readAt = now;
            return _reading = ReadAgainAsync(_reading is { IsCompletedSuccessfully: true } known ? known.Result : null);
        }
    }

    // If storage fails, the cache stays in use, so that no tenant misses events. Without a cache, the write that asks fails.
    private async Task<ILookup<string, WebhookEndpoint>> ReadAgainAsync(ILookup<string, WebhookEndpoint>? known)
    {
        try
        {
            return (await table.ReadAllAsync(CancellationToken.None)).ToLookup(endpoint => endpoint.Tenant);
        }
        catch
        {
            Forget();
            if (known is null)
                throw;
            return known;
        }
    }
}
