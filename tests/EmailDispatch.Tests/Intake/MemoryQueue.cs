using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using EmailDispatch.Intake;
using EmailDispatch.Queueing;

namespace EmailDispatch.Tests.Intake;

/// <summary>An account with the dispatch queue in memory, which fails when told to, and the queue of drops.</summary>
internal sealed class MemoryQueue : QueueServiceClient
{
    private readonly ConcurrentQueue<DispatchMessage> _messages = new();
    private readonly ConcurrentQueue<string> _poison = new();

    /// <summary>What was put, oldest first.</summary>
    public IReadOnlyList<DispatchMessage> Messages => [.. _messages];

    /// <summary>What was put on the queue of drops, and for how long it is hidden.</summary>
    public ConcurrentQueue<(BinaryData Body, TimeSpan? Delay)> Drops { get; } = new();

    /// <summary>What was put as it came, on whichever queue.</summary>
    public IReadOnlyList<string> Poison => [.. _poison];

    /// <summary>Done before a message is put; what it throws, storage answers.</summary>
    public Action<DispatchMessage> BeforePut { get; set; } = _ => { };

    public override QueueClient GetQueueClient(string queueName) => queueName == QueueDrops.QueueName ? new DropClient(this) : new Client(this);

    private sealed class DropClient(MemoryQueue queue) : QueueClient
    {
        public override Task<Response<SendReceipt>> SendMessageAsync(
            BinaryData message, TimeSpan? visibilityTimeout = null, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
        {
            queue.Drops.Enqueue((message, visibilityTimeout));
            return Task.FromResult(Response.FromValue(QueuesModelFactory.SendReceipt("1", default, default, "1", default), null!));
        }
    }

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

        public override Task<Response<SendReceipt>> SendMessageAsync(
            BinaryData message, TimeSpan? visibilityTimeout = null, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
        {
            queue._poison.Enqueue(message.ToString());
            return Task.FromResult(Response.FromValue(QueuesModelFactory.SendReceipt("1", default, default, "1", default), null!));
        }
    }
}
