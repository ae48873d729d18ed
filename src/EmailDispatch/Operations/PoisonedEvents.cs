using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using EmailDispatch.Dispatch;
using EmailDispatch.Events;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Operations;

/// <summary>
/// Puts provider events back that are on the poison queue because they could not be applied five times, such as during an outage of the table. Each
/// message is put back after 1, 5, 15 minutes and so on, at most <see cref="MaxReturns"/> times. Then it stays for the operator, as do messages that
/// cannot be read.
/// </summary>
public sealed partial class PoisonedEvents(QueueServiceClient queues, EventQueue events, RetrySchedule schedule, TimeProvider time, ILogger<PoisonedEvents> logger)
{
    public const int MaxReturns = 7;

    private readonly QueueClient _poison = queues.GetQueueClient(EventQueue.PoisonQueueName);

    public Task BringBackAsync(CancellationToken cancellationToken) => new PoisonSweep(_poison, time).RunAsync(
        message => TryPutBackAsync(message, cancellationToken),
        (message, fault) => Log.NotPutBack(logger, fault, message.MessageId),
        cancellationToken);

    private async Task<bool> TryPutBackAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        EventMessage read;
        try
        {
            read = EventMessage.Parse(message.Body.ToString());
        }
        catch (InvalidDataException)
        {
            return false;
        }

        var returns = read.Returns + 1;
        if (returns > MaxReturns)
            return false;

        // If this instance stops in between, the events are applied twice, which changes nothing.
        var delay = schedule.DelayAfter(returns);
        await events.SendAsync(read with { Returns = returns }, delay, cancellationToken);
        await _poison.DeleteMessageAsync(message.MessageId, message.PopReceipt, CancellationToken.None);
        Log.PutBack(logger, message.MessageId, read.Events.Count, read.Provider, returns, delay);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(5111, LogLevel.Warning, "Message {MessageId} with {Count} events of provider {Provider} was poisoned {Returns} times; it is put back for {Delay}")]
        public static partial void PutBack(ILogger logger, string messageId, int count, string provider, int returns, TimeSpan delay);

        [LoggerMessage(5112, LogLevel.Error, "Events in message {MessageId} on the poison queue could not be put back; it is tried again")]
        public static partial void NotPutBack(ILogger logger, Exception fault, string messageId);
    }
}
