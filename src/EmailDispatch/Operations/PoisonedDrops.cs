using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using EmailDispatch.Dispatch;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Status;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Operations;

/// <summary>
/// Retries drops that are on the poison queue because the instances that took them stopped or failed five times. For each message there:
/// <list type="bullet">
/// <item>if it cannot be parsed, or its id has a row whose acceptance was completed, it stays unchanged for the operator;</item>
/// <item>otherwise it is taken again from there. The queue counts the tries, even if this instance stops. Before each try the message is hidden for
/// longer: 1, 5, 15 minutes and so on;</item>
/// <item>after <see cref="MaxTakes"/> tries, a <c>rejected</c> row records the reason, and the drop stays for the operator.</item>
/// </list>
/// </summary>
public sealed partial class PoisonedDrops(
    QueueServiceClient queues, QueueDrops drops, StatusStore status, RetrySchedule schedule, TimeProvider time, ILogger<PoisonedDrops> logger)
{
    /// <summary>How often a drop is retried from the poison queue.</summary>
    public const int MaxTakes = 7;

    private const string Reason =
        "was not accepted: the instances that took this drop stopped or failed each time. It is still on the poison queue; once the cause is mended, drop it again under the same id";

    private readonly QueueClient _poison = queues.GetQueueClient(QueueDrops.PoisonQueueName);

    public Task BringBackAsync(CancellationToken cancellationToken) => new PoisonSweep(_poison, time).RunAsync(
        message => TrySettleAsync(message, cancellationToken),
        (message, fault) => Log.NotTaken(logger, fault, message.MessageId, message.DequeueCount),
        cancellationToken);

    /// <returns>Whether it was taken or is hidden until its next try; otherwise it stays for the operator.</returns>
    private async Task<bool> TrySettleAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        if (DropReader.Read(message.Body.ToMemory(), time.GetUtcNow()) is not { } drop)
            return false;

        var id = await drops.IdOfAsync(message, drop, cancellationToken);
        if (await status.ReadAsync(drop.Tenant, id, cancellationToken) is { } row && (!row.IsUnconfirmed || message.DequeueCount > MaxTakes))
            return false;

        if (message.DequeueCount > MaxTakes)
        {
            await status.InsertAsync(RejectedRow.Of(drop, id, [new FieldError("", Reason)]), cancellationToken);
            Log.GivenUp(logger, message.MessageId, id.ToString(), drop.Tenant, message.DequeueCount - 1, QueueDrops.PoisonQueueName);
            return false;
        }

        var wait = schedule.DelayAfter((int)message.DequeueCount);
        var receipt = (await _poison.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: wait, cancellationToken: cancellationToken)).Value;
        Log.TakenAgain(logger, message.MessageId, id.ToString(), drop.Tenant, message.DequeueCount);
        if (await drops.TryTakeAsync(message, isPoison: true, cancellationToken))
            await _poison.DeleteMessageAsync(message.MessageId, receipt.PopReceipt, CancellationToken.None);
        else
            await _poison.UpdateMessageAsync(message.MessageId, receipt.PopReceipt, visibilityTimeout: PoisonSweep.Hidden, cancellationToken: CancellationToken.None);
        return true;
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
