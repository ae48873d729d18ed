using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace EmailDispatch.Secrets;

/// <summary>
/// A cached value, refreshed by one reader at a time, in the background while it is still valid, so that callers normally do not wait. If a read
/// fails, the current value stays and the next read waits 30 s. A read takes at most 10 s, with up to two retries if the server is unreachable.
/// </summary>
/// <param name="name">The name of the secret, for exceptions.</param>
/// <param name="read">Reads the value. It must not throw before its first await.</param>
/// <param name="failed">Called with the exception when a read fails and the current value stays; only once until a read succeeds.</param>
/// <param name="time">The clock.</param>
internal sealed class RefreshedValue<T>(string name, Func<CancellationToken, Task<CachedValue<T>>> read, Action<Exception> failed, TimeProvider time)
    where T : class
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(30);

    private readonly ResiliencePipeline<CachedValue<T>> _resilience = new ResiliencePipelineBuilder<CachedValue<T>> { TimeProvider = time }
        .AddTimeout(ReadTimeout)
        .AddRetry(new RetryStrategyOptions<CachedValue<T>>
        {
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(200),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = static read => ValueTask.FromResult(read.Outcome.Exception is CredentialException { InnerException: HttpRequestException }),
        })
        .Build();

    private readonly Lock _guard = new();
    private CachedValue<T>? _current;
    private Task<T>? _reading;
    private bool _failing;

    /// <summary>Returns the value; waits only if there is no valid one.</summary>
    public async ValueTask<T> GetAsync(CancellationToken cancellationToken)
    {
        Task<T> reading;
        lock (_guard)
        {
            if (Current is { } current)
            {
                if (time.GetUtcNow() >= current.RefreshAt)
                    _ = ReadOnce();
                return current.Value;
            }

            reading = ReadOnce();
        }

        return await reading.WaitAsync(cancellationToken);
    }

    /// <summary>Like <see cref="GetAsync"/>, but waits for a refresh that is due; for values that must not be used once replaced.</summary>
    public async ValueTask<T> GetFreshAsync(CancellationToken cancellationToken)
    {
        Task<T> reading;
        lock (_guard)
        {
            if (Current is { } current && time.GetUtcNow() < current.RefreshAt)
                return current.Value;
            reading = ReadOnce();
        }

        return await reading.WaitAsync(cancellationToken);
    }

    /// <summary>Reads the value again because <paramref name="refused"/> was rejected; returns the same value if there is no other.</summary>
    public async Task<T> RefreshAsync(T refused, CancellationToken cancellationToken)
    {
        // A read already in progress may have begun before the value changed. If it returns the same value, another read decides.
        var wasUnderWay = true;
        while (true)
        {
            Task<T> reading;
            lock (_guard)
            {
                if (Current is { } current && !current.Value.Equals(refused))
                    return current.Value;
                wasUnderWay &= _reading is not null;
                reading = ReadOnce();
            }

            var value = await reading.WaitAsync(cancellationToken);
            if (!wasUnderWay || !value.Equals(refused))
                return value;
            wasUnderWay = false;
        }
    }

    private CachedValue<T>? Current => _current is { } current && time.GetUtcNow() < current.ExpiresAt ? current : null;

    // Runs on another thread because the lock is held.
    private Task<T> ReadOnce() => _reading ??= Task.Run(ReadAsync);

    private async Task<CachedValue<T>> ReadInTimeAsync()
    {
        try
        {
            return await _resilience.ExecuteAsync(async cancellationToken => await read(cancellationToken));
        }
        catch (Exception fault) when (fault is TimeoutRejectedException or OperationCanceledException)
        {
            throw new CredentialException($"The secret '{name}' could not be read in time.", fault);
        }
    }

    private async Task<T> ReadAsync()
    {
        try
        {
            var fresh = await ReadInTimeAsync();
            lock (_guard)
            {
                _current = fresh;
                _reading = null;
                _failing = false;
            }

            return fresh.Value;
        }
        catch (Exception fault)
        {
            CachedValue<T> kept;
            bool firstFailure;
            lock (_guard)
            {
                _reading = null;
                if (Current is not { } current)
                    throw;
                _current = kept = current with { RefreshAt = time.GetUtcNow() + PauseAfterFailure };
                firstFailure = !_failing;
                _failing = true;
            }

            if (firstFailure)
                failed(fault);
            return kept.Value;
        }
    }
}

/// <summary>A value, when to read it again (it stays in use meanwhile), and when it becomes invalid.</summary>
internal sealed record CachedValue<T>(T Value, DateTimeOffset RefreshAt, DateTimeOffset ExpiresAt);
