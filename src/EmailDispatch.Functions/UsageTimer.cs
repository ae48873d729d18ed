using EmailDispatch.Usage;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions;

/// <summary>Keeps the usage statistics up to date. The local host can run it more often: <c>LocalHost:Timers:AggregateUsage</c>.</summary>
public sealed class UsageTimer(UsageAggregator aggregator)
{
    /// <summary>Makes one run.</summary>
    [Function("AggregateUsage")]
    public Task RunAsync([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => aggregator.RunAsync(cancellationToken);
}
