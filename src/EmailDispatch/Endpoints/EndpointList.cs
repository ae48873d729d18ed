namespace EmailDispatch.Endpoints;

/// <summary>
/// The endpoints of all tenants, in memory: whether an email's tenant wants to be told is asked at each write of a status row, and costs a
/// query every <see cref="Interval"/>. So another instance's new endpoint is known here after that time; this instance's at once.
/// </summary>
public sealed class EndpointList(EndpointTable table, TimeProvider time)
{
    /// <summary>How old what is known may be.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private Task<ILookup<string, WebhookEndpoint>>? _reading;
    private DateTimeOffset _readAt;

    /// <summary>The endpoints of a tenant, disabled ones among them.</summary>
    public async ValueTask<IEnumerable<WebhookEndpoint>> OfAsync(string tenant, CancellationToken cancellationToken) =>
        (await ReadAsync().WaitAsync(cancellationToken))[tenant];

    /// <summary>Every endpoint, deleted ones among them.</summary>
    public async ValueTask<IReadOnlyList<WebhookEndpoint>> AllAsync(CancellationToken cancellationToken) =>
        [.. (await ReadAsync().WaitAsync(cancellationToken)).SelectMany(endpoints => endpoints)];

    /// <summary>Has the next caller read again.</summary>
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

    // Storage that fails for a time takes away nobody's events: what is known stays, and what is not is a fault of the write that asks.
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
