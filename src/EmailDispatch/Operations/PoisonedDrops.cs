using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using EmailDispatch.Dispatch;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Status;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Operations;

/// <summary>
/// Brings drops back that are on the poison queue because the instances that took them stopped, or failed, five times. That says little about
/// the drop, and nobody else knows of it. Every few minutes it is looked at each message there:
/// <list type="bullet">
/// <item>it cannot be parsed, or its id has a row whose acceptance was completed: it is there on purpose, and stays for the operator, unchanged;</item>
/// <item>else it is taken again, right from there. The queue counts how often, also where this instance stops of it. Before each time the
/// message is hidden for longer: 1, 5 and 15 minutes and so on;</item>
/// <item>after some times it is given up: a row <c>rejected</c> says why, and the drop stays there for the operator.</item>
/// </list>
/// They are received one by one: what is near a drop that stops its instances is not counted with it.
/// </summary>
public sealed partial class PoisonedDrops(
    QueueServiceClient queues, QueueDrops drops, StatusStore status, RetrySchedule schedule, TimeProvider time, ILogger<PoisonedDrops> logger)
{
    /// <summary>How often a drop is taken from the poison queue.</summary>
    public const int MaxTakes = 7;

    private const string Reason =
        "was not accepted: the instances that took this drop stopped or failed each time. It is still on the poison queue; once the cause is mended, drop it again under the same id";

    // Longer than one run, so that none meets a message twice.
    private static readonly TimeSpan Hidden = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan MaxRun = TimeSpan.FromMinutes(1);

    private readonly QueueClient _poison = queues.GetQueueClient(QueueDrops.PoisonQueueName);

    /// <summary>Looks at every message of the poison queue.</summary>
    public async Task BringBackAsync(CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + MaxRun;
        while (time.GetUtcNow() < until
            && (await _poison.ReceiveMessagesAsync(maxMessages: 1, Hidden, cancellationToken)).Value is [var message])
        {
            try
            {
                await SettleAsync(message, cancellationToken);
            }
#pragma warning disable CA1031 // The next one may be taken, and this one comes again.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Log.NotTaken(logger, fault, message.MessageId, message.DequeueCount);
            }
        }
    }

    private async Task SettleAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        if (DropReader.Read(message.Body.ToMemory(), time.GetUtcNow()) is not { } drop)
            return;

        var id = await drops.IdOfAsync(message, drop, cancellationToken);
        if (await status.ReadAsync(drop.Tenant, id, cancellationToken) is { } row && (!row.IsUnconfirmed || message.DequeueCount > MaxTakes))
            return;

        if (message.DequeueCount > MaxTakes)
        {
            await status.InsertAsync(RejectedRow.Of(drop, id, [new FieldError("", Reason)]), cancellationToken);
            Log.GivenUp(logger, message.MessageId, id.ToString(), drop.Tenant, message.DequeueCount - 1, QueueDrops.PoisonQueueName);
            return;
        }

        var wait = schedule.DelayAfter((int)message.DequeueCount);
        var receipt = (await _poison.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: wait, cancellationToken: cancellationToken)).Value;
        Log.TakenAgain(logger, message.MessageId, id.ToString(), drop.Tenant, message.DequeueCount);
        if (await drops.TryTakeAsync(message, isPoison: true, cancellationToken))
            await _poison.DeleteMessageAsync(message.MessageId, receipt.PopReceipt, CancellationToken.None);
        else
            await _poison.UpdateMessageAsync(message.MessageId, receipt.PopReceipt, visibilityTimeout: Hidden, cancellationToken: CancellationToken.None);
    }

    private static partial class Log
    {
        [LoggerMessage(1206, LogLevel.Warning, "Drop {MessageId}, email {Id} of {Tenant}, was poisoned before it was accepted; it is taken again, time {Take}")]
        public static partial void TakenAgain(ILogger logger, string messageId, string id, string tenant, long take);

        [LoggerMessage(1207, LogLevel.Error, "Drop {MessageId} on the poison queue could not be taken, time {Take}; it is tried again later")]
        public static partial void NotTaken(ILogger logger, Exception fault, string messageId, long take);

        [LoggerMessage(1208, LogLevel.Error, "Drop {MessageId} is rejected, email {Id} of {Tenant}: the instances that took it stopped or failed, {Takes} times from queue {PoisonQueue} alone, where it stays")]
        public static partial void GivenUp(ILogger logger, string messageId, string id, string tenant, long takes, string poisonQueue);
    }
}
