using EmailDispatch.LocalHost.Runtime.Invocation;
using EmailDispatch.LocalHost.Runtime.Settings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace EmailDispatch.LocalHost.Runtime.Listening;

/// <summary>
/// Starts all listeners once the whole host runs, so that a host that fails to start has received no message. Stops in two steps: first no new
/// invocations, then, after the drain timeout, cancellation of those still running.
/// </summary>
internal sealed partial class Listeners(
    IServiceProvider services,
    FunctionCatalogue catalogue,
    IServer server,
    IOptions<LocalHostOptions> options,
    TimeProvider time,
    ILogger<Listeners> logger) : IHostedLifecycleService, IDisposable
{
    internal static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);

    /// <summary>How long functions have to react to their cancellation.</summary>
    private static readonly TimeSpan CancellationGrace = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _invocations = new();
    private IListener[] _listeners = [];
    private Task _running = Task.CompletedTask;
    private long _stoppingSince;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Not injected, so that a listener that cannot be created does not hide the faults other services report at startup.
        _listeners = [.. services.GetServices<IListener>()];
        foreach (var listener in _listeners)
            await listener.PrepareAsync(cancellationToken);
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var (stopping, invocations) = (_stopping.Token, _invocations.Token);
        _running = Task.WhenAll(_listeners.Select(listener => Task.Run(() => RunAsync(listener, stopping, invocations), CancellationToken.None)));
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        Log.Ready(logger, catalogue.Functions.Count, _listeners.Length, string.Join(", ", addresses));
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _stoppingSince = time.GetTimestamp();
        await _stopping.CancelAsync();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Services that stopped earlier have used up part of it.
        var left = options.Value.DrainTimeout - time.GetElapsedTime(_stoppingSince);
        if (await EndsWithinAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken))
            return;

        Log.Cancelling(logger, options.Value.DrainTimeout);
        await _invocations.CancelAsync();
        if (!await EndsWithinAsync(CancellationGrace, cancellationToken))
            Log.Abandoned(logger);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        // A host may be disposed without being stopped.
        _stopping.Cancel();
        _stopping.Dispose();
        _invocations.Dispose();
    }

    /// <summary>Runs a listener until the host stops; a fault that it does not expect does not end it.</summary>
    private async Task RunAsync(IListener listener, CancellationToken stopping, CancellationToken invocations)
    {
        while (true)
        {
            try
            {
                await listener.RunAsync(stopping, invocations);
                return;
            }
            catch (Exception fault)
            {
                Log.Interrupted(logger, fault);
            }

            await Task.Delay(PauseAfterFault, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested)
                return;
        }
    }

    private async Task<bool> EndsWithinAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await _running.WaitAsync(limit, time, cancellationToken);
            return true;
        }
        catch (Exception ended) when (ended is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Ready: {Functions} functions, {Listeners} listeners, {Addresses}")]
        public static partial void Ready(ILogger logger, int functions, int listeners, string addresses);

        [LoggerMessage(2, LogLevel.Warning, "Functions still run after {DrainTimeout}; canceling them")]
        public static partial void Cancelling(ILogger logger, TimeSpan drainTimeout);

        [LoggerMessage(3, LogLevel.Warning, "Functions that ignore their cancellation are abandoned; their messages become visible again when the lock ends")]
        public static partial void Abandoned(ILogger logger);

        [LoggerMessage(4, LogLevel.Error, "A listener was interrupted; it goes on in a second")]
        public static partial void Interrupted(ILogger logger, Exception fault);
    }
}
