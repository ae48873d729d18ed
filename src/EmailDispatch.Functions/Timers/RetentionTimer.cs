using EmailDispatch.Retention;
using EmailDispatch.Webhooks;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Timers;

/// <summary>Deletes expired data once a day.</summary>
public sealed class RetentionTimer(RetentionSweep sweep, WebhookRetention webhooks)
{
    [Function("Retention")]
    public async Task RunAsync([TimerTrigger("0 17 3 * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await sweep.RunAsync(cancellationToken);
        await webhooks.RunAsync(cancellationToken);
    }
}
