using EmailDispatch.Operations;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Timers;

/// <summary>Recovers overdue emails once an hour: the aggregation, which counts them, looks at an hour without changes as often.</summary>
public sealed class StaleTimer(StaleEmails stale)
{
    /// <summary>Looks once.</summary>
    [Function("RecoverStaleEmails")]
    public Task RunAsync([TimerTrigger("0 7 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => stale.RequeueAllAsync(cancellationToken);
}
