using EmailDispatch.Operations;
using EmailDispatch.Usage;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Timers;

/// <summary>Updates the usage statistics, and retries poisoned drops and events.</summary>
public sealed class UsageTimer(UsageAggregator aggregator, PoisonedDrops drops, PoisonedEvents events)
{
    [Function("AggregateUsage")]
    public async Task RunAsync([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await aggregator.RunAsync(cancellationToken);
        await drops.BringBackAsync(cancellationToken);
        await events.BringBackAsync(cancellationToken);
    }
}
