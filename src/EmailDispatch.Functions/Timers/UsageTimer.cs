using EmailDispatch.Usage;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Timers;

/// <summary>Updates the usage statistics.</summary>
public sealed class UsageTimer(UsageAggregator aggregator)
{
    [Function("AggregateUsage")]
    public Task RunAsync([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => aggregator.RunAsync(cancellationToken);
}
