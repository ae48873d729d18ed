using EmailDispatch.Webhooks;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Timers;

/// <summary>Finds events that are to be told or tried again.</summary>
public sealed class WebhookTimer(WebhookSearch search)
{
    /// <summary>Makes one search; as often as <see cref="WebhookSearch.Interval"/> says.</summary>
    [Function("DeliverWebhooks")]
    public Task RunAsync([TimerTrigger("*/30 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) => search.RunAsync(cancellationToken);
}
