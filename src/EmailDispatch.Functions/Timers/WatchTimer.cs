using EmailDispatch.Operations;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Timers;

/// <summary>Every minute: tells metrics and log how the dispatcher is, and brings on what a lost instance held.</summary>
public sealed class WatchTimer(LostInstances lost, DispatcherWatch watch)
{
    /// <summary>Looks once.</summary>
    [Function("WatchDispatcher")]
    public async Task RunAsync([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await watch.ReportAsync(cancellationToken);
        await lost.BringOnAsync(cancellationToken);
    }
}
