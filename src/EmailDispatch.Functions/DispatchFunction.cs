using EmailDispatch.Dispatch;
using EmailDispatch.Queueing;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions;

/// <summary>Sends what is on the dispatch queue.</summary>
public sealed class DispatchFunction(Dispatcher dispatcher)
{
    /// <summary>Makes one attempt for one email.</summary>
    [Function("DispatchEmail")]
    public Task RunAsync(
        [QueueTrigger(DispatchQueue.QueueName, Connection = EmailDispatchServices.StorageSetting)] string message, CancellationToken cancellationToken) =>
        dispatcher.DispatchAsync(DispatchMessage.Parse(message), cancellationToken);
}
