using EmailDispatch.Events.Mailbox;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Timers;

/// <summary>Reads the bounce mailbox every two minutes, if one is configured.</summary>
public sealed class BounceMailboxTimer(BounceMailbox mailbox)
{
    [Function("ReadBounceMailbox")]
    public Task RunAsync([TimerTrigger("40 */2 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => mailbox.RunAsync(cancellationToken);
}
