using System.Text;
using Azure.Storage.Queues;

namespace EmailDispatch.Events;

/// <summary>The queue <c>email-events</c>, from which events are applied to the rows.</summary>
public sealed class EventQueue(QueueServiceClient queues)
{
    public const string QueueName = "email-events";

    /// <summary>The queue for messages that the trigger could not process.</summary>
    public const string PoisonQueueName = QueueName + "-poison";

    // A queue message holds 64 KiB, and some characters take more as XML. An event has at most about 3 KiB, nearly always a tenth of that.
    private const int MaxMessageBytes = 40 * 1024;

    private const int PutAtOnce = 8;

    private static readonly TimeSpan NeverExpires = TimeSpan.FromSeconds(-1);

    private readonly QueueClient _queue = queues.GetQueueClient(QueueName);

    /// <summary>Sends events in as many messages as needed.</summary>
    internal Task SendAsync(EventMessage message, TimeSpan delay, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        Split(message),
        new ParallelOptions { MaxDegreeOfParallelism = PutAtOnce, CancellationToken = cancellationToken },
        async (text, token) => await _queue.SendMessageAsync(text, delay, NeverExpires, token));

    internal static IEnumerable<string> Split(EventMessage message)
    {
        var text = message.Serialize();
        if (message.Events.Count <= 1 || Encoding.UTF8.GetByteCount(text) <= MaxMessageBytes)
            return message.Events.Count == 0 ? [] : [text];

        var half = message.Events.Count / 2;
        return [.. Split(message with { Events = [.. message.Events.Take(half)] }), .. Split(message with { Events = [.. message.Events.Skip(half)] })];
    }
}
