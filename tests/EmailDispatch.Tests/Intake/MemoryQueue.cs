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
    private readonly ConcurrentQueue<(DispatchMessage Message, TimeSpan? Delay, TimeSpan? TimeToLive)> _puts = new();
    private readonly ConcurrentQueue<string> _changes = new();
    private readonly ConcurrentQueue<string> _poison = new();

    /// <summary>What was put, oldest first.</summary>
    public IReadOnlyList<DispatchMessage> Messages => [.. _puts.Select(put => put.Message)];

    /// <summary>What was put, for how long it is hidden and when it expires.</summary>
    public IReadOnlyList<(DispatchMessage Message, TimeSpan? Delay, TimeSpan? TimeToLive)> Puts => [.. _puts];

    /// <summary>The messages that were shown or deleted, by id and receipt.</summary>
    public IReadOnlyList<string> Changes => [.. _changes];

    /// <summary>The first message of the dispatch queue; null if it is empty.</summary>
    public PeekedMessage? Head { get; set; }

    /// <summary>What a change of a message answers; null if it is done.</summary>
    public RequestFailedException? Fault { get; set; }

    /// <summary>What was put on the queue of drops, and for how long it is hidden.</summary>
    public ConcurrentQueue<(BinaryData Body, TimeSpan? Delay)> Drops { get; } = new();

    /// <summary>What was put as it came, on whichever queue.</summary>
    public IReadOnlyList<string> Poison => [.. _poison];

    /// <summary>Done before a message is put; what it throws, storage answers.</summary>
    public Action<DispatchMessage> BeforePut { get; set; } = _ => { };

    public override QueueClient GetQueueClient(string queueName) => queueName == QueueDrops.QueueName ? new DropClient(this) : new Client(this);

    private void Change(string change)
    {
        if (Fault is not null)
            throw Fault;
        _changes.Enqueue(change);
    }

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
            queue._puts.Enqueue((message, visibilityTimeout, timeToLive));
            return Task.FromResult(Response.FromValue(QueuesModelFactory.SendReceipt("1", default, default, "1", default), null!));
        }

        public override Task<Response<SendReceipt>> SendMessageAsync(
            BinaryData message, TimeSpan? visibilityTimeout = null, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
        {
            queue._poison.Enqueue(message.ToString());
            return Task.FromResult(Response.FromValue(QueuesModelFactory.SendReceipt("1", default, default, "1", default), null!));
        }

        public override Task<Response<PeekedMessage>> PeekMessageAsync(CancellationToken cancellationToken = default) =>
            Task.FromResult(Response.FromValue(queue.Head!, null!));

        public override Task<Response<UpdateReceipt>> UpdateMessageAsync(
            string messageId, string popReceipt, string? messageText = null, TimeSpan visibilityTimeout = default, CancellationToken cancellationToken = default)
        {
            queue.Change($"{messageId} {popReceipt} visible after {visibilityTimeout}");
            return Task.FromResult<Response<UpdateReceipt>>(null!);
        }

        public override Task<Response> DeleteMessageAsync(string messageId, string popReceipt, CancellationToken cancellationToken = default)
        {
            queue.Change($"{messageId} {popReceipt} deleted");
            return Task.FromResult<Response>(null!);
        }
    }
}
