using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using EmailDispatch.Queueing;

namespace EmailDispatch.Tests.Intake;

/// <summary>An account with one queue in memory, which fails when told to.</summary>
internal sealed class MemoryQueue : QueueServiceClient
{
    private readonly ConcurrentQueue<DispatchMessage> _messages = new();

    /// <summary>What was put, oldest first.</summary>
    public IReadOnlyList<DispatchMessage> Messages => [.. _messages];

    /// <summary>Done before a message is put; what it throws, storage answers.</summary>
    public Action<DispatchMessage> BeforePut { get; set; } = _ => { };

    public override QueueClient GetQueueClient(string queueName) => new Client(this);

    private sealed class Client(MemoryQueue queue) : QueueClient
    {
        public override Task<Response<SendReceipt>> SendMessageAsync(
            string messageText, TimeSpan? visibilityTimeout = null, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var message = DispatchMessage.Parse(messageText);
            queue.BeforePut(message);
            queue._messages.Enqueue(message);
            return Task.FromResult(Response.FromValue(QueuesModelFactory.SendReceipt("1", default, default, "1", default), null!));
        }
    }
}
