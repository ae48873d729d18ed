using EmailDispatch.Operations;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Timers;

/// <summary>Recovers overdue emails once an hour, as often as the aggregation recounts an hour without changes.</summary>
public sealed class StaleTimer(StaleEmails stale)
{
    [Function("RecoverStaleEmails")]
    public Task RunAsync([TimerTrigger("0 7 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => stale.RequeueAllAsync(cancellationToken);
}
