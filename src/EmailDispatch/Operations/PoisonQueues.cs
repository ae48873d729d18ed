using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using EmailDispatch.Events;
using EmailDispatch.Intake;
using EmailDispatch.Naming;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Operations;

/// <summary>
/// Lists, requeues and deletes poison messages. A queue can only be peeked at its head, so a list has the first <see cref="MaxListed"/> visible
/// messages of each queue. To change a message it must be received, and the messages before it with it: those are made visible again at once. A
/// message is deleted only after what it stands for has been put, so none is lost if this stops. Receiving counts as a try of a drop that
/// <see cref="PoisonedDrops"/> still retries, which is hidden most of that time.
/// </summary>
public sealed partial class PoisonQueues(
    QueueServiceClient queues, PoisonedMessages messages, QueueDrops drops, StatusStore status, TimeProvider time, ILogger<PoisonQueues> logger)
{
    /// <summary>How many messages can be peeked at once (https://learn.microsoft.com/rest/api/storageservices/peek-messages).</summary>
    public const int MaxListed = 32;

    private const int MaxPasses = 10;
    private static readonly TimeSpan Held = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan NeverExpires = TimeSpan.FromSeconds(-1);

    public static IReadOnlyList<string> Names { get; } = [DispatchQueue.PoisonQueueName, QueueDrops.PoisonQueueName, EventQueue.PoisonQueueName];

    /// <summary>Reads the number of messages in every queue, which is approximate and includes hidden ones, and the first visible messages.</summary>
    public Task<PoisonQueue[]> ListAsync(CancellationToken cancellationToken) => Task.WhenAll(Names.Select(async name =>
    {
        try
        {
            var count = (await queues.GetQueueClient(name).GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount;
            var peeked = await Task.WhenAll((await PeekAsync(name, cancellationToken)).Select(message => DescribeAsync(name, message, cancellationToken)));
            return new PoisonQueue(name, Math.Max(count, peeked.Length), peeked);
        }
        catch (RequestFailedException missing) when (StorageFaults.IsMissing(missing))
        {
            return new PoisonQueue(name, 0, []);
        }
    }));

    /// <summary>Finds one of the listed messages.</summary>
    public async Task<PoisonMessage?> FindAsync(string queue, string id, CancellationToken cancellationToken) =>
        (await PeekAsync(queue, cancellationToken)).FirstOrDefault(message => message.MessageId == id) is { } found ? await DescribeAsync(queue, found, cancellationToken) : null;

    /// <summary>Deletes a message. The row of its email stays as it is.</summary>
    public Task<PoisonResult> DeleteAsync(string queue, string id, string keyId, CancellationToken cancellationToken) => WithAsync(queue, id, async (client, message) =>
    {
        await client.DeleteMessageAsync(message.MessageId, message.PopReceipt, CancellationToken.None);
        Log.Deleted(logger, id, queue, keyId);
        return new PoisonResult(IsFound: true);
    }, cancellationToken);

    /// <summary>
    /// Puts a message back: the row of a dispatch message decides (<see cref="PoisonedMessages"/>), a drop is accepted like a new one, and events are
    /// put on their queue unchanged.
    /// </summary>
    public Task<PoisonResult> RequeueAsync(string queue, string id, string keyId, CancellationToken cancellationToken) => WithAsync(queue, id, async (client, message) =>
    {
        if (await SettleAsync(queue, message, cancellationToken) is { } refusal)
            return new PoisonResult(IsFound: true, refusal);

        await client.DeleteMessageAsync(message.MessageId, message.PopReceipt, CancellationToken.None);
        Log.Requeued(logger, id, queue, keyId);
        var description = PoisonDescription.Of(queue, message.MessageId, message.InsertedOn, message.Body, status.IdOf, time.GetUtcNow());
        return new PoisonResult(IsFound: true) { EmailStatus = (await ReadAsync(description, CancellationToken.None))?.Status.ToName() };
    }, cancellationToken);

    /// <returns>Why the message has to stay; null if it may be deleted.</returns>
    private async Task<string?> SettleAsync(string queue, QueueMessage message, CancellationToken cancellationToken)
    {
        try
        {
            switch (queue)
            {
                case DispatchQueue.PoisonQueueName:
                    await messages.SettleAsync(message.Body.ToString(), isUrgent: true, cancellationToken);
                    return null;
                case QueueDrops.PoisonQueueName:
                    return await drops.TryTakeAsync(message, isPoison: true, cancellationToken)
                        ? null
                        : "It cannot be parsed, or another email with different content has its id.";
                default:
                    _ = EventMessage.Parse(message.Body.ToString());
                    await queues.GetQueueClient(EventQueue.QueueName).SendMessageAsync(message.Body, timeToLive: NeverExpires, cancellationToken: cancellationToken);
                    return null;
            }
        }
        catch (InvalidDataException unreadable)
        {
            return unreadable.Message;
        }
    }

    private async Task<PeekedMessage[]> PeekAsync(string queue, CancellationToken cancellationToken) =>
        (await queues.GetQueueClient(queue).PeekMessagesAsync(MaxListed, cancellationToken)).Value;

    /// <summary>Receives messages until the one with this id is among them, and makes the others visible.</summary>
    private async Task<PoisonResult> WithAsync(string queue, string id, Func<QueueClient, QueueMessage, Task<PoisonResult>> workAsync, CancellationToken cancellationToken)
    {
        var client = queues.GetQueueClient(queue);
        var received = new List<QueueMessage>();
        QueueMessage? found = null;
        try
        {
            try
            {
                for (var pass = 0; pass < MaxPasses && found is null; pass++)
                {
                    var more = (await client.ReceiveMessagesAsync(MaxListed, Held, cancellationToken)).Value;
                    if (more.Length == 0)
                        return new PoisonResult(IsFound: false);
                    received.AddRange(more);
                    found = Array.Find(more, message => message.MessageId == id);
                }
            }
            finally
            {
                await PoisonSweep.ReleaseAsync(client, received.Where(message => message != found), CancellationToken.None);
            }

            return found is null ? new PoisonResult(IsFound: false) : await workAsync(client, found);
        }
        finally
        {
            // If it was deleted, this does nothing.
            if (found is not null)
                await PoisonSweep.ReleaseAsync(client, [found], CancellationToken.None);
        }
    }

    private async Task<PoisonMessage> DescribeAsync(string queue, PeekedMessage message, CancellationToken cancellationToken)
    {
        var description = PoisonDescription.Of(queue, message.MessageId, message.InsertedOn, message.Body, status.IdOf, time.GetUtcNow());
        var row = await ReadAsync(description, cancellationToken);
        return new PoisonMessage(queue, message, description)
        {
            EmailStatus = row?.Status.ToName(),
            Reason = description.Fault ?? (row?.Errors is [var error, ..] ? $"{error.Field} {error.Message}".Trim() : row?.Recipients.FirstOrDefault(recipient => recipient.Reply is not null)?.Reply),
        };
    }

    private async Task<EmailRow?> ReadAsync(PoisonDescription description, CancellationToken cancellationToken)
    {
        try
        {
            return description is { EmailId: { } id, Tenant: { } tenant } ? await status.ReadAsync(tenant, id, cancellationToken) : null;
        }
        catch (RequestFailedException invalid) when (invalid.Status == 400)
        {
            // Anything may be the tenant of a message that we did not write.
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2305, LogLevel.Information, "Poison message {MessageId} of queue {Queue} was requeued with API key {KeyId}")]
        public static partial void Requeued(ILogger logger, string messageId, string queue, string keyId);

        [LoggerMessage(2306, LogLevel.Warning, "Poison message {MessageId} of queue {Queue} was deleted with API key {KeyId}")]
        public static partial void Deleted(ILogger logger, string messageId, string queue, string keyId);
    }
}

/// <summary>A poison queue with its first visible messages; <c>Count</c> is approximate and includes hidden ones.</summary>
public sealed record PoisonQueue(string Name, int Count, IReadOnlyList<PoisonMessage> Messages);

/// <param name="IsFound">Whether the message was visible and found in time.</param>
/// <param name="Refusal">Why it stays on the queue; null if it has left it.</param>
public sealed record PoisonResult(bool IsFound, string? Refusal = null)
{
    /// <summary>The status of the email after it was requeued; null without a row.</summary>
    public string? EmailStatus { get; init; }
}
