using EmailDispatch.Queueing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Dispatch;

/// <summary>
/// The attempts under way in this instance, and how they end with it. The Functions host does not cancel its functions when it is told to
/// stop, ends within ten seconds, and leaves the messages of those that still run hidden for ten minutes. So the process's own signal counts:
/// <list type="number">
/// <item>At once: no claim and no SMTP session is begun any more. What waits for a connection goes back, its row released and a new message put;
/// the old one, when it comes back, finds the email done or further on.</item>
/// <item>Sessions under way go on for <see cref="Drain"/>. Most end by themselves within a second.</item>
/// <item>Then those that have not reached the final dot are stopped: nothing was sent, and their emails go back likewise. Behind the dot only the
/// answer helps; it is waited for as long as the process lives.</item>
/// </list>
/// </summary>
public sealed partial class DispatchRuns(
    Dispatcher dispatcher, DispatchQueue queue, InstanceLease lease, SessionLimits limits, TimeProvider time, ILogger<DispatchRuns> logger,
    IHostApplicationLifetime? lifetime = null)
{
    /// <summary>How long sessions may go on once the host is to stop.</summary>
    public static readonly TimeSpan Drain = TimeSpan.FromSeconds(7);

    // What handing an email back takes, and more: together below the ten seconds.
    private static readonly TimeSpan HandBack = TimeSpan.FromSeconds(2);

    // A host that stops may still fetch messages. Each goes round once or twice, not a hundred times.
    private static readonly TimeSpan NotHere = TimeSpan.FromSeconds(5);

    private readonly Lock _guard = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private bool _isStopping;

    private CancellationToken Stopping => lifetime?.ApplicationStopping ?? CancellationToken.None;

    /// <summary>Makes the attempt that a message asks for, or puts the message back where the host is stopping.</summary>
    public async Task RunAsync(DispatchMessage message, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Stopping);
        lock (_guard)
            _running++;
        try
        {
            stopping.Token.ThrowIfCancellationRequested();
            await dispatcher.DispatchAsync(message, stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Nothing was claimed yet: the dispatcher hands back itself what was.
            await queue.SendAsync(message, NotHere, CancellationToken.None);
        }
        finally
        {
            lock (_guard)
            {
                _running--;
                if (_isStopping && _running == 0)
                    _idle.TrySetResult();
            }
        }
    }

    /// <summary>Waits for the attempts under way, and ends those that take too long.</summary>
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

    private async Task<bool> IsIdleWithinAsync(TimeSpan limit)
    {
        await _idle.Task.WaitAsync(limit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _idle.Task.IsCompleted;
    }

    private static partial class Log
    {
        [LoggerMessage(2603, LogLevel.Warning, "The host stops with {Count} emails under way whose provider has not answered to the final dot; they are taken over")]
        public static partial void Left(ILogger logger, int count);
    }
}
