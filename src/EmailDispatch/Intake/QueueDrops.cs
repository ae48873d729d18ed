using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Senders;
using EmailDispatch.Status;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Intake;

/// <summary>
/// Accepts the emails that other services drop on the queue <c>email-submissions</c>, like those from HTTP. There is nobody to answer, so:
/// <list type="bullet">
/// <item>accepted: the drop leaves its queue;</item>
/// <item>refused: a <c>rejected</c> row has the errors that HTTP would have returned;</item>
/// <item>the id belongs to an email with other content: it goes to the poison queue, because one row cannot describe two emails;</item>
/// <item>cannot be parsed: it has no known tenant or id, so it goes unchanged to the poison queue;</item>
/// <item>storage fails, memory is short, its key is in use, its layout cannot be used, or the tenant's quota is used up: it is put back as a new message. If this threw, the trigger would poison the drop
/// after five tries, and an outage can last longer than that.</item>
/// </list>
/// A queue delivers at least once. A drop without an id gets one derived from the queue message, so it is the same email each time, and keeps it
/// when it is put back. If it has no room for the id, it is stored as received and replaced by a message with the id.
/// </summary>
public sealed partial class QueueDrops(
    QueueServiceClient queues, EmailIntake intake, SubmissionReader reader, PayloadStore payloads, StatusStore status, GivenIds givenIds, TimeProvider time,
    ILogger<QueueDrops> logger)
{
    public const string QueueName = "email-submissions";

    /// <summary>The queue for drops that cannot be parsed or that the trigger could not process.</summary>
    public const string PoisonQueueName = QueueName + "-poison";

    private static readonly TimeSpan NeverExpires = TimeSpan.FromSeconds(-1);

    // An outage may last for hours, and each drop returns until it is over.
    private static readonly TimeSpan PutBackFor = TimeSpan.FromSeconds(30);

    // The quota may be raised before its day or month ends.
    private static readonly TimeSpan LongestPutBack = TimeSpan.FromHours(1);

    private readonly QueueClient _queue = queues.GetQueueClient(QueueName);
    private readonly QueueClient _poison = queues.GetQueueClient(PoisonQueueName);

    /// <exception cref="RequestFailedException">The queue failed too; it delivers the drop again.</exception>
    public Task AcceptAsync(QueueMessage message, CancellationToken cancellationToken) => TryTakeAsync(message, isPoison: false, cancellationToken);

    /// <summary>Takes a drop from either queue. With <paramref name="isPoison"/> it is already on the poison queue and not put there again.</summary>
    /// <returns>Whether it was taken or put back; otherwise it belongs on the poison queue.</returns>
    internal async Task<bool> TryTakeAsync(QueueMessage message, bool isPoison, CancellationToken cancellationToken)
    {
        var body = message.Body;
        if (DropReader.Read(body.ToMemory(), time.GetUtcNow()) is not { } drop)
        {
            Log.Poisoned(logger, message.MessageId, PoisonQueueName);
            await PoisonAsync(body, isPoison, cancellationToken);
            return false;
        }

        var isReference = drop.IsReference;
        var id = IdOf(message, drop);

        // An earlier try stopped or failed. From now on the drop carries its id, so it is the same email even after it moves to the poison queue.
        if (message.DequeueCount > 1 && !isPoison && DropWriter.IsToBeNamed(drop))
        {
            await _queue.SendMessageAsync(await NameAsync(body, drop, id), TimeSpan.Zero, NeverExpires, CancellationToken.None);
            return true;
        }

        try
        {
            id = await IdOfAsync(message, drop, cancellationToken);

            // If it is gone, it was accepted and its message came twice. A drop without content is refused, and the row stays as it is.
            if (isReference && await payloads.ReadDropAsync(drop.Tenant, id, cancellationToken) is { } stored)
                (body, drop) = (stored, DropReader.Read(stored.ToMemory(), time.GetUtcNow())! with { Id = id });

            var fault = await AcceptAsync(message, drop, id, cancellationToken);
            if (fault is EmailFault.KeyInUse or EmailFault.LayoutUnusable)
            {
                await PutBackAsync(message, body, drop, id, isReference, fault: null);
                return true;
            }

            var isTaken = fault is not (EmailFault.Malformed or EmailFault.IdTaken);
            if (!isTaken)
                await PoisonAsync(body, isPoison, cancellationToken);
            if (isReference && (isTaken || !isPoison))
                await payloads.DeleteDropAsync(drop.Tenant, id, cancellationToken);
            return isTaken;
        }
        catch (QuotaExceededException used)
        {
            // Not its fault, and nobody would send it again.
            await PutBackAsync(message, body, drop, id, isReference, used);
            return true;
        }
        catch (Exception fault) when ((StorageFaults.Is(fault) || fault is SubmissionInterruptedException or ServerBusyException or OutOfMemoryException) && !cancellationToken.IsCancellationRequested)
        {
            await PutBackAsync(message, body, drop, id, isReference, fault);
            return true;
        }
    }

    /// <summary>The id of a drop: its own, or one derived from the message.</summary>
    internal async Task<EmailId> IdOfAsync(QueueMessage message, Drop drop, CancellationToken cancellationToken) =>
        drop.GivenId is { } given ? await givenIds.KeepAsync(drop.Tenant, given, IdOf(message, drop), cancellationToken) : IdOf(message, drop);

    private EmailId IdOf(QueueMessage message, Drop drop) =>
        drop.Id ?? status.IdOf(message.InsertedOn ?? throw new InvalidDataException("The queue message has no insertion time."), message.MessageId);

    /// <returns>Why it was not taken. An invalid drop is taken too: it gets a row.</returns>
    private async Task<EmailFault> AcceptAsync(QueueMessage message, Drop drop, EmailId id, CancellationToken cancellationToken)
    {
        var submitter = new Submitter(drop.Tenant, []);
        var result = drop.Errors.Count == 0
            ? await intake.SubmitAsync(submitter, drop.Json, drop.IdempotencyKey, id, drop.GivenId, cancellationToken)
            : new SubmissionResult(null, EmailFault.Invalid, [.. drop.Errors, .. (await reader.ReadUnfetchedAsync(submitter, drop.Json, cancellationToken)).Errors]);

        switch (result.Fault)
        {
            case EmailFault.None:
                break;
            case EmailFault.Malformed:
                Log.Poisoned(logger, message.MessageId, PoisonQueueName);
                break;
            case EmailFault.IdTaken:
                Log.IdOfAnother(logger, message.MessageId, id.ToString(), drop.Tenant, PoisonQueueName);
                break;
            case EmailFault.KeyInUse or EmailFault.LayoutUnusable:
                break;
            default:
                await RejectAsync(message, drop, id, result.Errors, cancellationToken);
                break;
        }

        return result.Fault;
    }

    private async Task PutBackAsync(QueueMessage message, BinaryData body, Drop drop, EmailId id, bool isReference, Exception? fault)
    {
        var next = DropWriter.IsToBeNamed(drop) ? await NameAsync(body, drop, id) : message.Body;
        if (isReference && body != message.Body)
            await StoreAsync(body, drop, id);
        var delay = fault is not QuotaExceededException { RetryAfter: var wait } || wait < PutBackFor ? PutBackFor : wait < LongestPutBack ? wait : LongestPutBack;
        await _queue.SendMessageAsync(next, delay, NeverExpires, CancellationToken.None);
        Log.PutBack(logger, fault, message.MessageId, id.ToString(), drop.Tenant);
    }

    private async Task<BinaryData> NameAsync(BinaryData body, Drop drop, EmailId id) => DropWriter.Write(body, drop, id) ?? await StoreAsync(body, drop, id);

    /// <summary>Stores a drop that has no room for its id.</summary>
    /// <returns>The message that replaces it; the drop itself if it cannot be stored, because two emails are better than none.</returns>
    private async Task<BinaryData> StoreAsync(BinaryData body, Drop drop, EmailId id)
    {
        try
        {
            await payloads.SaveDropAsync(drop.Tenant, id, body, CancellationToken.None);
            return DropWriter.WriteReference(drop.Tenant, id);
        }
        catch (Exception fault) when (StorageFaults.Is(fault))
        {
            return body;
        }
    }

    private async Task RejectAsync(QueueMessage message, Drop drop, EmailId id, IReadOnlyList<FieldError> errors, CancellationToken cancellationToken)
    {
        var row = await status.InsertAsync(RejectedRow.Of(drop, id, errors), cancellationToken);
        if (row.Status == EmailStatus.Rejected)
            Log.Rejected(logger, message.MessageId, id.ToString(), drop.Tenant, errors.Count);
        else
            Log.IdTaken(logger, message.MessageId, id.ToString(), drop.Tenant, row.Status);
    }

    private Task PoisonAsync(BinaryData body, bool isThere, CancellationToken cancellationToken) =>
        isThere ? Task.CompletedTask : _poison.SendMessageAsync(body, timeToLive: NeverExpires, cancellationToken: cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Warning, "Drop {MessageId} is rejected with {Errors} errors: email {Id} of {Tenant}")]
        public static partial void Rejected(ILogger logger, string messageId, string id, string tenant, int errors);

        [LoggerMessage(1202, LogLevel.Error, "Drop {MessageId} cannot be parsed; it goes unchanged to queue {PoisonQueue}")]
        public static partial void Poisoned(ILogger logger, string messageId, string poisonQueue);

        [LoggerMessage(1204, LogLevel.Warning, "Drop {MessageId}, email {Id} of {Tenant}, cannot be accepted now; it is put back for later")]
        public static partial void PutBack(ILogger logger, Exception? fault, string messageId, string id, string tenant);

        [LoggerMessage(1203, LogLevel.Warning, "Drop {MessageId} is invalid and was deleted: its id {Id} of {Tenant} belongs to another email, which is {Status}")]
        public static partial void IdTaken(ILogger logger, string messageId, string id, string tenant, EmailStatus status);

        [LoggerMessage(1205, LogLevel.Error, "Drop {MessageId} is refused: its id {Id} of {Tenant} belongs to another email with different content; it goes unchanged to queue {PoisonQueue}")]
        public static partial void IdOfAnother(ILogger logger, string messageId, string id, string tenant, string poisonQueue);
    }
}
