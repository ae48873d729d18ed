using EmailDispatch.LocalHost.Runtime.Invocation;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.LocalHost.Runtime.Timers;

/// <summary>
/// Invokes one function on its schedule, one run at a time; occurrences that fall into a run are left out. The last run is
/// remembered in memory only, where Azure keeps it in a blob: here a restart never finds a run past due. A run is past due
/// when the machine slept through a further occurrence.
/// </summary>
internal sealed partial class TimerListener(
    LocalFunctionDefinition function,
    TimerTriggerAttribute trigger,
    TimerSchedule schedule,
    FunctionInvoker invoker,
    IServiceScopeFactory scopes,
    WakeUp wakeUp,
    TimeProvider time,
    ILogger<TimerListener> logger) : IListener
{
    /// <summary>Far below what a timer can wait for at once (49 days), and soon enough to notice a clock that was set.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private DateTimeOffset? _last;

    public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task RunAsync(CancellationToken stopping, CancellationToken invocations)
    {
        if (trigger.RunOnStartup)
            await FireAsync(schedule.Next(time.GetUtcNow()), isPastDue: false, invocations);

        while (schedule.Next(time.GetUtcNow()) is { } due && await ReachesAsync(due, stopping))
            await FireAsync(due, isPastDue: schedule.Next(due) <= time.GetUtcNow(), invocations);
    }

    private async Task<bool> ReachesAsync(DateTimeOffset due, CancellationToken stopping)
    {
        // In a loop, because a timer may ring a little before the clock says so, and would then ring twice.
        while (!stopping.IsCancellationRequested && due - time.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            var wait = TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
            await Task.Delay(wait < LongestWait ? wait : LongestWait, time, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return !stopping.IsCancellationRequested;
    }

    private async Task FireAsync(DateTimeOffset? due, bool isPastDue, CancellationToken cancellationToken)
    {
        var info = new TimerInfo { IsPastDue = isPastDue, ScheduleStatus = Status(due) };
        _last = time.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        var context = new LocalFunctionContext(function, info, new Dictionary<string, object?>(), scope.ServiceProvider, cancellationToken);
        try
        {
            await invoker.InvokeAsync(context);
        }
        catch (Exception fault)
        {
            Log.Failed(logger, function.Name, context.InvocationId, fault);
        }

        wakeUp.Call();
    }

    private ScheduleStatus? Status(DateTimeOffset? due) =>
        trigger.UseMonitor && schedule.IsMonitored(time.GetUtcNow())
            ? new ScheduleStatus
            {
                Last = _last?.UtcDateTime ?? default,
                Next = due?.UtcDateTime ?? default,
                LastUpdated = _last?.UtcDateTime ?? default,
            }
            : null;

    private static partial class Log
    {
        [LoggerMessage(50, LogLevel.Error, "Function {Function} failed, invocation {InvocationId}")]
        public static partial void Failed(ILogger logger, string function, string invocationId, Exception fault);
    }
}
