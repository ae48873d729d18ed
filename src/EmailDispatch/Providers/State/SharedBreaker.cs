using Azure.Data.Tables;

namespace EmailDispatch.Providers.State;

/// <summary>One provider's breaker: what this instance knows of it, and the row that shares it.</summary>
#pragma warning disable CA1001 // The semaphore's wait handle is never asked for, so there is nothing to dispose of.
internal sealed class SharedBreaker(ProviderStateTable table, string provider, TimeProvider time)
#pragma warning restore CA1001
{
    private readonly SharedRow _row = new(table, provider, ProviderStateTable.BreakerKey);
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1);
    private volatile Breaker _breaker = Breaker.Closed;
    private volatile bool _isUnshared;
    private long _changes;

    public FailureCounter Failures { get; } = new(time);

    public Breaker Current => _breaker;

    /// <summary>Increases with each change: a read that began before a change is out of date.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>
    /// Changes the breaker, first in this instance, then for all. <paramref name="change"/> is applied to what this instance knows, then to the row;
    /// it returns null for no change.
    /// </summary>
    /// <returns>Whether this call changed it.</returns>
    /// <exception cref="ProviderStateUnavailableException">It changed in this instance only; <see cref="ShareAsync"/> catches up.</exception>
    public async Task<bool> TryChangeAsync(Func<Breaker, Breaker?> change, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (change(_breaker) is not { } changed)
                return false;
            Set(changed);
        }

        try
        {
            return await InTurnAsync(() => WriteAsync(change, cancellationToken), cancellationToken);
        }
        catch
        {
            _isUnshared = true;
            throw;
        }
    }

    /// <summary>Shares an earlier change that could not be shared, if there is one.</summary>
    /// <exception cref="ProviderStateUnavailableException">It still cannot be shared.</exception>
    public async Task ShareAsync(CancellationToken cancellationToken)
    {
        if (!_isUnshared)
            return;

        await InTurnAsync(
            async () =>
            {
                var own = _breaker;
                var isChanged = await WriteAsync(stored => IsNewer(own, stored) ? own : null, cancellationToken);
                _isUnshared = false;
                return isChanged;
            },
            cancellationToken);
    }

    /// <summary>Takes over the row, unless the breaker has changed since <paramref name="changes"/> was read.</summary>
    public Task LearnAsync(TableEntity? row, long changes, CancellationToken cancellationToken) => InTurnAsync(
        () =>
        {
            if (_isUnshared || Changes != changes)
                return Task.FromResult(false);

            _row.Learn(row);
            _breaker = BreakerRow.Read(row);
            return Task.FromResult(true);
        },
        cancellationToken);

    private async Task<bool> InTurnAsync(Func<Task<bool>> action, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            return await action();
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task<bool> WriteAsync(Func<Breaker, Breaker?> change, CancellationToken cancellationToken)
    {
        Breaker? stored = null;
        var isChanged = await _row.TryChangeAsync(
            row =>
            {
                stored = BreakerRow.Read(row);
                if (change(stored) is not { } changed)
                    return null;

                stored = changed;
                return BreakerRow.Write(changed, _row.NewEntity());
            },
            cancellationToken);
        Set(stored!);
        return isChanged;
    }

    private void Set(Breaker breaker)
    {
        _breaker = breaker;
        Interlocked.Increment(ref _changes);
    }

    private static bool IsNewer(Breaker one, Breaker other) => TimeOf(one) > TimeOf(other);

    private static DateTimeOffset? TimeOf(Breaker breaker) =>
        (breaker.State == BreakerState.Closed ? breaker.Since : breaker.Failure?.At) ?? DateTimeOffset.MinValue;
}
