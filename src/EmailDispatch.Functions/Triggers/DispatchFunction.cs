using Azure.Storage.Queues.Models;
using EmailDispatch.Dispatch;
using EmailDispatch.Queueing;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Triggers;

/// <summary>Sends what is on the dispatch queue.</summary>
public sealed class DispatchFunction(DispatchRuns runs)
{
    /// <summary>Makes one attempt for one email.</summary>
    [Function("DispatchEmail")]
    public Task RunAsync(
        [QueueTrigger(DispatchQueue.QueueName, Connection = EmailDispatchServices.StorageSetting)] QueueMessage message, CancellationToken cancellationToken) =>
        runs.RunAsync(DispatchMessage.Parse(message.Body.ToString()) with { Receipt = new QueueReceipt(message.MessageId, message.PopReceipt) }, cancellationToken);
}
