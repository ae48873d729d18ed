using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace EmailDispatch.Tests.Events;

/// <summary>An account whose queues keep their messages in a list.</summary>
internal sealed class MemoryEventQueue : QueueServiceClient
{
    private readonly Lock _guard = new();
    private readonly List<(string Text, TimeSpan Delay)> _messages = [];

    public IReadOnlyList<(string Text, TimeSpan Delay)> Messages
    {
        get
        {
            lock (_guard)
                return [.. _messages];
        }
    }

    public IReadOnlyList<(string Text, TimeSpan Delay)> TakeAll()
    {
        lock (_guard)
        {
            var all = _messages.ToList();
            _messages.Clear();
            return all;
        }
    }

    public override QueueClient GetQueueClient(string queueName) => new Client(this);

    private sealed class Client(MemoryEventQueue queue) : QueueClient
    {
        public override Task<Response<SendReceipt>> SendMessageAsync(
            string messageText, TimeSpan? visibilityTimeout = null, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
        {
            lock (queue._guard)
                queue._messages.Add((messageText, visibilityTimeout ?? TimeSpan.Zero));
            return Task.FromResult<Response<SendReceipt>>(null!);
        }
    }
}
