using EmailDispatch.Operations;
using EmailDispatch.Queueing;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Triggers;

/// <summary>Settles poison messages of the dispatch queue. A message for which it throws stays there.</summary>
public sealed class PoisonFunction(PoisonedMessages poisoned)
{
    [Function("SettlePoison")]
    public Task RunAsync(
        [QueueTrigger(DispatchQueue.PoisonQueueName, Connection = EmailDispatchServices.StorageSetting)] string message, CancellationToken cancellationToken) =>
        poisoned.SettleAsync(message, cancellationToken);
}
