using EmailDispatch.Webhooks;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Timers;

/// <summary>Finds webhook events to log or post. The schedule is that of <see cref="WebhookSearch.Interval"/>.</summary>
public sealed class WebhookTimer(WebhookSearch search)
{
    [Function("DeliverWebhooks")]
    public Task RunAsync([TimerTrigger("*/30 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) => search.RunAsync(cancellationToken);
}
