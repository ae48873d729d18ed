using EmailDispatch.Events;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Triggers;

/// <summary>Applies the events of providers to the emails they are about.</summary>
public sealed class EventFunction(EventApplier applier)
{
    /// <summary>Applies the events of one message.</summary>
    [Function("ApplyEvents")]
    public Task RunAsync(
        [QueueTrigger(EventQueue.QueueName, Connection = EmailDispatchServices.StorageSetting)] string message, CancellationToken cancellationToken) =>
        applier.ApplyAsync(message, cancellationToken);
}
