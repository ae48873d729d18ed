using EmailDispatch.Operations;
using EmailDispatch.Queueing;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Triggers;

/// <summary>Settles what the trigger of the dispatch queue gave up. A message it throws for stays on the poison queue.</summary>
public sealed class PoisonFunction(PoisonedMessages poisoned)
{
    /// <summary>Settles one message.</summary>
    [Function("SettlePoison")]
    public Task RunAsync(
        [QueueTrigger(DispatchQueue.PoisonQueueName, Connection = EmailDispatchServices.StorageSetting)] string message, CancellationToken cancellationToken) =>
        poisoned.SettleAsync(message, cancellationToken);
}
