using Azure.Data.Tables;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Providers.State;

/// <summary>
/// A quota shared by all instances. Permits are leased in blocks by one guarded write and spent from memory. Block sizes follow demand: they start at
/// one permit and double while blocks are used up quickly, so an instance with little to do holds few permits. While storage fails, each instance
/// applies the limit on its own, so that sending does not stop.
/// </summary>
#pragma warning disable CA1001 // The semaphore's wait handle is never asked for, so there is nothing to dispose of.
internal abstract partial class LeasedQuota(string provider, QuotaPeriod period, SharedRow row, TimeProvider time, ILogger logger)
#pragma warning restore CA1001
{
    // How long storage is not used after a failure, so that not every email waits for the same fault.
    private static readonly TimeSpan FaultPause = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _leasing = new(1);
    private DateTimeOffset _storageAgainAt;
    private int _waiting;

    protected QuotaPeriod Period => period;

    /// <summary>How many callers are waiting for permits.</summary>
    protected int Waiting => Volatile.Read(ref _waiting);

    public async ValueTask<QuotaAnswer> TakeAsync(int limit, CancellationToken cancellationToken)
    {
        if (TryTakeInHand(limit) is { } inHand)
            return inHand;

        Interlocked.Increment(ref _waiting);
        try
        {
            await _leasing.WaitAsync(cancellationToken);
            try
            {
                return TryTakeInHand(limit) ?? await LeaseAsync(limit, cancellationToken);
            }
            finally
            {
                _leasing.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void Return(DateTimeOffset takenAt)
    {
        lock (_lock)
            PutBack(takenAt);
    }

    /// <summary>A permit in memory, or a refusal if none is known to be left; null if storage must be asked.</summary>
    protected abstract QuotaAnswer? FromHand(int limit, DateTimeOffset now);

    /// <summary>The block to lease; null if none is left, which <see cref="FromHand"/> then knows.</summary>
    protected abstract QuotaLease? Lease(TableEntity? row, TableEntity next, int limit, DateTimeOffset now);

    /// <summary>A permit based only on what this instance knows.</summary>
    protected abstract QuotaAnswer WithoutStorage(int limit, DateTimeOffset now);

    /// <summary>Takes back an unused permit.</summary>
    protected abstract void PutBack(DateTimeOffset takenAt);

    private QuotaAnswer? TryTakeInHand(int limit)
    {
        lock (_lock)
            return FromHand(limit, time.GetUtcNow());
    }

    private async Task<QuotaAnswer> LeaseAsync(int limit, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() >= _storageAgainAt)
        {
            try
            {
                QuotaLease? lease = null;
                if (await row.TryChangeAsync(current => (lease = Offer(current, limit))?.Row, cancellationToken))
                {
                    lock (_lock)
                        lease!.Accept();
                }
            }
            catch (ProviderStateUnavailableException fault) when (fault.IsContention)
            {
                // This one message passes and is counted with the next lease.
            }
            catch (ProviderStateUnavailableException fault)
            {
                _storageAgainAt = time.GetUtcNow() + FaultPause;
                Log.WithoutStorage(logger, fault, provider, period);
            }
        }

        lock (_lock)
        {
            var now = time.GetUtcNow();
            return FromHand(limit, now) ?? WithoutStorage(limit, now);
        }
    }

    private QuotaLease? Offer(TableEntity? current, int limit)
    {
        lock (_lock)
            return Lease(current, row.NewEntity(), limit, time.GetUtcNow());
    }

    private static partial class Log
    {
        [LoggerMessage(3401, LogLevel.Warning, "Provider {Provider}: the quota per {Period} cannot be shared with other instances now; this one keeps it alone")]
        public static partial void WithoutStorage(ILogger logger, Exception fault, string provider, QuotaPeriod period);
    }
}

/// <summary>One quota's answer for one message. If granted, <c>At</c> is its slot or window start; if refused, when to ask again.</summary>
internal readonly record struct QuotaAnswer(bool IsGranted, DateTimeOffset At);

/// <summary>A block of permits to lease, and what to call once its row is written.</summary>
internal sealed record QuotaLease(TableEntity Row, Action Accept);
