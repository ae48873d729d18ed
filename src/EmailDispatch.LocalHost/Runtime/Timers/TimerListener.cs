using EmailDispatch.LocalHost.Runtime.Invocation;
using EmailDispatch.LocalHost.Runtime.Listening;
using EmailDispatch.LocalHost.Runtime.Settings;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.LocalHost.Runtime.Timers;

/// <summary>
/// Invokes a function on its schedule, one run at a time; occurrences during a run are skipped. The last run is kept only in memory (in Azure, in a
/// blob), so no run is past due after a restart. A run is past due if the machine slept through another occurrence.
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
    /// <summary>Far below the maximum delay of a timer (49 days), and short enough to notice a clock change.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private DateTimeOffset? _last;

    public static TimerListener Create(IServiceProvider services, LocalFunctionDefinition function, TimerTriggerAttribute trigger)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        var text = configuration[$"{LocalHostOptions.Section}:Timers:{function.Name}"] ?? trigger.Schedule;
        try
        {
            var schedule = TimerSchedule.Parse(HostFiles.Resolve(configuration, text, function.Name));
            return ActivatorUtilities.CreateInstance<TimerListener>(services, function, trigger, schedule);
        }
        catch (FormatException broken)
        {
            throw new StartupFault($"function {function.Name}: {broken.Message}", broken);
        }
    }

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
        // A loop, because a timer may fire slightly early, and the function would then run twice.
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
