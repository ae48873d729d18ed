using Azure;
using EmailDispatch.Queueing;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Dispatch;

/// <summary>
/// The lease that shows that this instance is alive, and the leases of other instances.
/// <para>
/// A claim lasts as long as an attempt may take (<see cref="DispatchOptions.Lease"/>, minutes), and the Functions host hides a message for ten
/// minutes. Neither can be shorter, but the emails of a crashed instance should not wait that long. So a claim names its instance, and an instance has
/// a lease of <see cref="Duration"/>, renewed every <see cref="Renewal"/> from its first claim until it stops. When the lease of an instance expires,
/// its claims are void (<see cref="Claims"/>) and their messages are made visible.
/// </para>
/// <para>
/// This costs four requests per minute for a running instance and nothing per email. A list of the emails in progress would cost a write for each,
/// although most are done within a second; instead, the emails of a lost instance are found by their claims.
/// </para>
/// <para>
/// An instance that was frozen or cut off from storage must not simply continue. Before the final dot it checks that its lease is still valid, with
/// <see cref="Safety"/> to spare; other instances wait <see cref="Skew"/> longer than the lease. An expired lease is never renewed: it is replaced by
/// a new one with another id, and the claims of the old one stay void.
/// </para>
/// <para>
/// While storage is out of reach, no instance can renew its lease, and results wait in memory. So an expired lease proves a loss only to an instance that
/// has held its own for <see cref="Settling"/>: by then, an instance that lives has had time to store its results.
/// </para>
/// </summary>
public sealed partial class InstanceLease(InstanceTable table, TimeProvider time, ILogger<InstanceLease> logger) : IDisposable
{
    /// <summary>How long a lease is valid after it was renewed.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(45);

    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(15);

    /// <summary>The maximum difference between the clocks of instances.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(10);

    /// <summary>How long an instance must have held its lease before it takes another one for lost.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(30);

    // The time between the check and the final dot.
    private static readonly TimeSpan Safety = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _renewing = new(1, 1);
    private readonly CancellationTokenSource _ended = new();
    private HeldLease? _held;
    private Task? _renewals;

    /// <summary>Creates a claim id that tells other instances whose claim it is and lets them release its message.</summary>
    /// <returns>An id without the instance while storage does not accept the lease: such a claim lasts until its own time limit.</returns>
    public async Task<string> NewClaimIdAsync(QueueReceipt? receipt)
    {
        var nonce = Guid.NewGuid().ToString("N");
        return await HoldAsync() is { } held ? new ClaimId(held.Row.Id, nonce, receipt).ToString() : nonce;
    }

    /// <summary>Whether a claim of this instance is still valid.</summary>
    public bool Holds(string? claim) =>
        ClaimId.TryParse(claim) is not { } id
        || (Volatile.Read(ref _held) is { } held && held.Row.Id == id.Instance && time.GetUtcNow() + Safety < held.Row.Until);

    /// <exception cref="RequestFailedException">Storage failed.</exception>
    public async Task<bool> IsLostAsync(string? claim, CancellationToken cancellationToken)
    {
        if (ClaimId.TryParse(claim) is not { } id || Holds(claim))
            return false;
        if (await HoldAsync() is not { } held || time.GetUtcNow() < held.Since + Settling)
            return false;

        return await table.ReadAsync(id.Instance, cancellationToken) is not { } row || IsOver(row, time.GetUtcNow());
    }

    /// <summary>How long to wait before checking the claim of another instance again.</summary>
    internal static TimeSpan WaitFor(string? claim, TimeSpan untilItEnds) =>
        ClaimId.TryParse(claim) is null || untilItEnds < Duration + Skew ? untilItEnds : Duration + Skew;

    /// <summary>Ends the renewals.</summary>
    /// <param name="isIdle">No attempt is running. The lease is deleted, so that nobody has to look for emails of this instance.</param>
    public async Task EndAsync(bool isIdle)
    {
        await _ended.CancelAsync();
        if (_renewals is not null)
            await _renewals;
        if (!isIdle || _held is not { } held)
            return;

        try
        {
            await table.DeleteAsync(held.Row, CancellationToken.None);
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

    /// <summary>Whether the lease of an instance has expired.</summary>
    internal static bool IsOver(InstanceRow row, DateTimeOffset now) => row.Until + Skew < now;

    private async ValueTask<HeldLease?> HoldAsync()
    {
        if (Volatile.Read(ref _held) is { } held && time.GetUtcNow() + Renewal < held.Row.Until)
            return held;

        await RenewAsync();
        return Volatile.Read(ref _held) is { } renewed && time.GetUtcNow() + Safety < renewed.Row.Until ? renewed : null;
    }

    private async Task RenewAsync()
    {
        await _renewing.WaitAsync();
        try
        {
            _renewals ??= KeepRenewingAsync();

            // If many claims find the lease old at once, only one renews it.
            var now = time.GetUtcNow();
            if (_held is { } held && now + Duration - (Renewal / 2) < held.Row.Until)
                return;

            // Others may have seen an expired lease as expired.
            var still = _held is { } last && now < last.Row.Until ? last : null;
            var row = new InstanceRow(still?.Row.Id ?? Guid.NewGuid().ToString("N"), now + Duration);
            var isWritten = await table.TryWriteAsync(row, isNew: still is null, CancellationToken.None);
            Volatile.Write(ref _held, isWritten ? new HeldLease(row, still?.Since ?? time.GetUtcNow()) : null);
        }
#pragma warning disable CA1031 // The log has it. Whatever it is, the lease must be renewed later, and an email can be sent without it.
        catch (Exception fault)
#pragma warning restore CA1031
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

    private sealed record HeldLease(InstanceRow Row, DateTimeOffset Since);

    private static partial class Log
    {
        [LoggerMessage(2601, LogLevel.Warning, "This instance's sign of life could not be written; if that lasts, its claims end early and messages under way are stopped")]
        public static partial void NotRenewed(ILogger logger, Exception fault);
    }
}
