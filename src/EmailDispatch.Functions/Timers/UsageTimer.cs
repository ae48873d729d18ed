using EmailDispatch.Operations;
using EmailDispatch.Usage;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Timers;

/// <summary>
/// Keeps the usage statistics up to date, and brings on the emails it finds left behind. The local host can run it more often:
/// <c>LocalHost:Timers:AggregateUsage</c>.
/// </summary>
public sealed class UsageTimer(UsageAggregator aggregator, StaleEmails stale)
{
    /// <summary>Makes one run.</summary>
    [Function("AggregateUsage")]
    public async Task RunAsync([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var run = await aggregator.RunAsync(cancellationToken);
        await stale.RequeueAsync(run.Stale, cancellationToken);
    }
}
