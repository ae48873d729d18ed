using EmailDispatch.Events;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Triggers;

/// <summary>Applies provider events to the emails they are about.</summary>
public sealed class EventFunction(EventApplier applier)
{
    [Function("ApplyEvents")]
    public Task RunAsync(
        [QueueTrigger(EventQueue.QueueName, Connection = EmailDispatchServices.StorageSetting)] string message, CancellationToken cancellationToken) =>
        applier.ApplyAsync(message, cancellationToken);
}
