using Azure;
using EmailDispatch.Queueing;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Dispatch;

/// <summary>
/// This instance's sign of life, and what the signs of the others say.
/// <para>
/// A claim lasts as long as an attempt may (<see cref="DispatchOptions.Lease"/>, minutes), and the Functions host hides a message for ten
/// minutes. Neither may be shorter, but whoever dies should not cost its emails that long. So a claim names its instance, and an instance has a
/// lease of its own of <see cref="Duration"/>, renewed every <see cref="Renewal"/> from its first claim until it stops. A claim of an instance
/// whose lease has run out is over (<see cref="Claims"/>), and its message is made visible.
/// </para>
/// <para>
/// It costs four requests a minute for an instance that runs, nothing for an email. Listing the emails under way would cost a write for each, for
/// most are through before a second has passed: what an instance holds is found from its claims instead, once it is lost.
/// </para>
/// <para>
/// An instance that was frozen, or cut off from storage, must not go on as if nothing had happened. Before the final dot it asks whether
/// its lease still holds, with <see cref="Safety"/> to spare; others wait <see cref="Skew"/> longer than the lease says. A lease that
/// ran out is never renewed: there is a new one, with another id, and the claims of the old one stay over.
/// </para>
/// </summary>
public sealed partial class InstanceLease(InstanceTable table, TimeProvider time, ILogger<InstanceLease> logger) : IDisposable
{
    /// <summary>How long a sign of life is good for.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(45);

    /// <summary>How often it is renewed.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(15);

    /// <summary>What the clocks of instances may differ.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(10);

    // What may pass between the check and the dot.
    private static readonly TimeSpan Safety = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _renewing = new(1, 1);
    private readonly CancellationTokenSource _ended = new();
    private InstanceRow? _held;
    private Task? _renewals;

    /// <summary>An id for a claim of this instance, from which others can tell whose it is and free its message.</summary>
    /// <returns>Without the instance while storage does not take its sign of life: such a claim lasts as long as it says.</returns>
    public async Task<string> NewClaimIdAsync(QueueReceipt? receipt)
    {
        var nonce = Guid.NewGuid().ToString("N");
        return await HoldAsync() is { } instance ? new ClaimId(instance, nonce, receipt).ToString() : nonce;
    }

    /// <summary>Whether a claim of this instance is still its own.</summary>
    public bool Holds(string? claim) =>
        ClaimId.TryParse(claim) is not { } id
        || (Volatile.Read(ref _held) is { } held && held.Id == id.Instance && time.GetUtcNow() + Safety < held.Until);

    /// <summary>Whether the instance that made a claim is lost.</summary>
    /// <exception cref="RequestFailedException">Storage does not tell.</exception>
    public async Task<bool> IsLostAsync(string? claim, CancellationToken cancellationToken)
    {
        if (ClaimId.TryParse(claim) is not { } id || Holds(claim))
            return false;

        return await table.ReadAsync(id.Instance, cancellationToken) is not { } row || IsOver(row, time.GetUtcNow());
    }

    /// <summary>How long to wait before looking again at a claim that is another's.</summary>
    internal static TimeSpan WaitFor(string? claim, TimeSpan untilItEnds) =>
        ClaimId.TryParse(claim) is null || untilItEnds < Duration + Skew ? untilItEnds : Duration + Skew;

    /// <summary>Ends the renewals.</summary>
    /// <param name="isIdle">Nothing is under way any more: the sign of life is taken away, and nobody needs to look for what this instance held.</param>
    public async Task EndAsync(bool isIdle)
    {
        await _ended.CancelAsync();
        if (_renewals is not null)
            await _renewals;
        if (!isIdle || _held is not { } held)
            return;

        try
        {
            await table.DeleteAsync(held, CancellationToken.None);
        }
        catch (Exception fault) when (fault is RequestFailedException or AggregateException)
        {
            Log.NotRenewed(logger, fault);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _ended.Cancel();
        _ended.Dispose();
    }

    /// <summary>Whether an instance has not been heard of for too long.</summary>
    internal static bool IsOver(InstanceRow row, DateTimeOffset now) => row.Until + Skew < now;

    private async ValueTask<string?> HoldAsync()
    {
        if (Volatile.Read(ref _held) is { } held && time.GetUtcNow() + Renewal < held.Until)
            return held.Id;

        await RenewAsync();
        _ = LazyInitializer.EnsureInitialized(ref _renewals, KeepRenewingAsync);
        return Volatile.Read(ref _held) is { } renewed && time.GetUtcNow() + Safety < renewed.Until ? renewed.Id : null;
    }

    private async Task RenewAsync()
    {
        await _renewing.WaitAsync();
        try
        {
            // Of many claims that find it old at once, one renews it.
            var now = time.GetUtcNow();
            if (_held is { } held && now + Duration - (Renewal / 2) < held.Until)
                return;

            // One that is over may have been seen to be by others.
            var row = _held is { } still && now < still.Until ? still : new InstanceRow(Guid.NewGuid().ToString("N"), default, Version: null);
            Volatile.Write(ref _held, await table.TryWriteAsync(row with { Until = now + Duration }, CancellationToken.None));
        }
        catch (Exception fault) when (StorageFaults.IsAny(fault))
        {
            Log.NotRenewed(logger, fault);
        }
        finally
        {
            _renewing.Release();
        }
    }

    private async Task KeepRenewingAsync()
    {
        while (true)
        {
            await Task.Delay(Renewal, time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_ended.IsCancellationRequested)
                return;
            await RenewAsync();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2601, LogLevel.Warning, "This instance's sign of life could not be written; if that lasts, its claims end early and messages under way are stopped")]
        public static partial void NotRenewed(ILogger logger, Exception fault);
    }
}
