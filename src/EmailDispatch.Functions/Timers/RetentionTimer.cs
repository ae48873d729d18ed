using EmailDispatch.Retention;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Timers;

/// <summary>Deletes expired data once a day.</summary>
public sealed class RetentionTimer(RetentionSweep sweep)
{
    [Function("Retention")]
    public Task RunAsync([TimerTrigger("0 17 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) => sweep.RunAsync(cancellationToken);
}
