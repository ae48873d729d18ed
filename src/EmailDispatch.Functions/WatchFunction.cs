using EmailDispatch.Operations;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions;

/// <summary>Tells metrics and log every minute how the dispatcher is.</summary>
public sealed class WatchFunction(DispatcherWatch watch)
{
    /// <summary>Reports once.</summary>
    [Function("WatchDispatcher")]
    public Task RunAsync([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) => watch.ReportAsync(cancellationToken);
}
