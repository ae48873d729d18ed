using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Dispatch;

/// <summary>
/// The running attempts of this instance, and how they end when it stops. The Functions host does not cancel its functions when it stops, ends
/// within ten seconds, and leaves the messages of running functions hidden for ten minutes. So the stop signal of the process is used:
/// <list type="number">
/// <item>Immediately, no claim and no SMTP session starts. Emails that wait for a connection are released and get a new message. When the old
/// message comes back, it finds the email done or at a later attempt.</item>
/// <item>Running sessions may continue for <see cref="Drain"/>. Most end within a second.</item>
/// <item>Then sessions that have not reached the final dot are stopped. Nothing was sent, so their emails are released too. After the dot, the reply
/// is awaited as long as the process lives.</item>
/// </list>
/// </summary>
public sealed partial class DispatchRuns(
    Dispatcher dispatcher, DispatchQueue queue, InstanceLease lease, SessionLimits limits, TimeProvider time, ILogger<DispatchRuns> logger,
    IHostApplicationLifetime? lifetime = null)
{
    /// <summary>How long sessions may continue when the host stops.</summary>
    public static readonly TimeSpan Drain = TimeSpan.FromSeconds(7);

    // More than enough to release an email; less than ten seconds together with the drain.
    private static readonly TimeSpan HandBack = TimeSpan.FromSeconds(2);

    // A stopping host may still fetch messages. The delay keeps them from returning many times.
    private static readonly TimeSpan NotHere = TimeSpan.FromSeconds(5);

    private readonly Lock _guard = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private bool _isStopping;

    private CancellationToken Stopping => lifetime?.ApplicationStopping ?? CancellationToken.None;

    /// <summary>Makes the attempt of a message, or returns the message to the queue if the host is stopping.</summary>
    public async Task RunAsync(DispatchMessage message, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Stopping);
        Begin();
        try
        {
            stopping.Token.ThrowIfCancellationRequested();
            await dispatcher.DispatchAsync(message, stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Nothing was claimed: the dispatcher releases claimed emails itself.
            await queue.SendAsync(message, NotHere, CancellationToken.None);
        }
        finally
        {
            End();
        }
    }

    /// <summary>Makes the first attempt of an email that was claimed with its acceptance, then deletes its message, which nobody has taken.</summary>
    /// <returns>The row as stored; null if another instance took over the email.</returns>
    public async Task<EmailRow?> RunClaimedAsync(DispatchMessage message, EmailRow row, Email email)
    {
        Begin();
        try
        {
            var recorded = await dispatcher.DispatchClaimedAsync(message, row, email, Stopping);
            await queue.TryDeleteAsync(message.Receipt!, CancellationToken.None);
            return recorded;
        }
        finally
        {
            End();
        }
    }

    /// <summary>Waits for the running attempts and ends those that take too long.</summary>
    public async Task StopAsync()
    {
        lock (_guard)
        {
            _isStopping = true;
            if (_running == 0)
                _idle.TrySetResult();
        }

        if (!await IsIdleWithinAsync(Drain))
        {
            limits.GiveUp();
            if (!await IsIdleWithinAsync(HandBack))
                Log.Left(logger, _running);
        }

        await lease.EndAsync(isIdle: _idle.Task.IsCompleted);
    }

    private void Begin()
    {
        lock (_guard)
            _running++;
    }

    private void End()
    {
        lock (_guard)
        {
            _running--;
            if (_isStopping && _running == 0)
                _idle.TrySetResult();
        }
    }

    private async Task<bool> IsIdleWithinAsync(TimeSpan limit)
    {
        await _idle.Task.WaitAsync(limit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _idle.Task.IsCompleted;
    }

    private static partial class Log
    {
        [LoggerMessage(2603, LogLevel.Warning, "The host stops while {Count} emails wait for the answer to the final dot; another instance takes them over")]
        public static partial void Left(ILogger logger, int count);
    }
}
