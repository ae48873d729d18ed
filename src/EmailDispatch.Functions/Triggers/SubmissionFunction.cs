using Azure.Storage.Queues.Models;
using EmailDispatch.Intake;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Triggers;

/// <summary>Accepts emails that other services drop on the submissions queue.</summary>
public sealed class SubmissionFunction(QueueDrops drops)
{
    [Function("AcceptDrop")]
    public Task RunAsync(
        [QueueTrigger(QueueDrops.QueueName, Connection = EmailDispatchServices.StorageSetting)] QueueMessage message, CancellationToken cancellationToken) =>
        drops.AcceptAsync(message, cancellationToken);
}
