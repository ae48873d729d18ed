using Azure.Storage.Queues.Models;
using EmailDispatch.Dispatch;
using EmailDispatch.Queueing;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Triggers;

/// <summary>Makes one attempt for one email.</summary>
public sealed class DispatchFunction(DispatchRuns runs)
{
    [Function("DispatchEmail")]
    public Task RunAsync(
        [QueueTrigger(DispatchQueue.QueueName, Connection = EmailDispatchServices.StorageSetting)] QueueMessage message, CancellationToken cancellationToken) =>
        runs.RunAsync(DispatchMessage.Parse(message.Body.ToString()) with { Receipt = new QueueReceipt(message.MessageId, message.PopReceipt) }, cancellationToken);
}
