using EmailDispatch.Operations;
using EmailDispatch.Usage;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Timers;

/// <summary>Updates the usage statistics, requeues the stale emails that it finds, and takes poisoned drops again.</summary>
public sealed class UsageTimer(UsageAggregator aggregator, StaleEmails stale, PoisonedDrops poisoned)
{
    [Function("AggregateUsage")]
    public async Task RunAsync([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var run = await aggregator.RunAsync(cancellationToken);
        await stale.RequeueAsync(run.Stale, cancellationToken);
        await poisoned.BringBackAsync(cancellationToken);
    }
}
