using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using EmailDispatch.Emails;
using EmailDispatch.Status;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Intake;

/// <summary>
/// Takes the emails that other services drop on the queue <c>email-submissions</c>, through the same door as those of HTTP. There is
/// nobody to answer, so the answer goes elsewhere:
/// <list type="bullet">
/// <item>accepted: the drop leaves its queue;</item>
/// <item>refused: a row <c>rejected</c> holds the errors that HTTP would have answered;</item>
/// <item>not to be parsed: no tenant or id can be told. It goes as it is to the poison queue, at once: trying again would not help;</item>
/// <item>a fault of storage: thrown, and the trigger tries again.</item>
/// </list>
/// A queue delivers at least once. A drop without an id gets one that follows from the message, so that it is the same email each time.
/// </summary>
public sealed partial class QueueDrops(
    QueueServiceClient queues, EmailIntake intake, SubmissionReader reader, StatusStore status, TimeProvider time, ILogger<QueueDrops> logger)
    : IStoragePlace
{
    /// <summary>The queue's name.</summary>
    public const string QueueName = "email-submissions";

    /// <summary>Where drops go that cannot be parsed, and where the trigger puts what it could not process.</summary>
    public const string PoisonQueueName = QueueName + "-poison";

    private static readonly TimeSpan NeverExpires = TimeSpan.FromSeconds(-1);

    private readonly QueueClient _queue = queues.GetQueueClient(QueueName);
    private readonly QueueClient _poison = queues.GetQueueClient(PoisonQueueName);

    /// <inheritdoc />
    public Task CreateIfNotExistsAsync(CancellationToken cancellationToken) => Task.WhenAll(
        _queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken), _poison.CreateIfNotExistsAsync(cancellationToken: cancellationToken));

    /// <summary>Takes one drop.</summary>
    /// <exception cref="RequestFailedException">Storage did not take it; it may come again.</exception>
    /// <exception cref="SubmissionInterruptedException">Likewise.</exception>
    /// <exception cref="InvalidOperationException">It cannot be judged now; it may come again.</exception>
    public async Task AcceptAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        if (DropReader.Read(message.Body.ToMemory(), time.GetUtcNow()) is not { } drop)
        {
            await PoisonAsync(message, cancellationToken);
            return;
        }

        var id = drop.Id ?? status.IdOf(message.InsertedOn ?? throw new InvalidDataException("The queue does not tell when the message was put."), message.MessageId);
        var submitter = new Submitter(drop.Tenant, []);
        var result = drop.Errors.Count == 0
            ? await intake.SubmitAsync(submitter, drop.Json, drop.IdempotencyKey, id, cancellationToken)
            : new SubmissionResult(null, EmailFault.Invalid, [.. drop.Errors, .. reader.Read(submitter, drop.Json).Errors]);

        switch (result.Fault)
        {
            case EmailFault.None:
                break;
            case EmailFault.Malformed:
                await PoisonAsync(message, cancellationToken);
                break;
            case EmailFault.KeyInUse:
                throw new InvalidOperationException($"The drop {message.MessageId} cannot be taken now: it {result.Errors[0].Message}.");
            default:
                await RejectAsync(message, drop, id, result.Errors, cancellationToken);
                break;
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

    private async Task PoisonAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        await _poison.SendMessageAsync(message.Body, timeToLive: NeverExpires, cancellationToken: cancellationToken);
        Log.Poisoned(logger, message.MessageId, PoisonQueueName);
    }

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Warning, "Drop {MessageId} is rejected with {Errors} errors: email {Id} of {Tenant}")]
        public static partial void Rejected(ILogger logger, string messageId, string id, string tenant, int errors);

        [LoggerMessage(1202, LogLevel.Error, "Drop {MessageId} cannot be parsed; it is now on queue {PoisonQueue} as it came")]
        public static partial void Poisoned(ILogger logger, string messageId, string poisonQueue);

        [LoggerMessage(1203, LogLevel.Warning, "Drop {MessageId} is invalid and dropped: its id {Id} of {Tenant} is that of another email, which is {Status}")]
        public static partial void IdTaken(ILogger logger, string messageId, string id, string tenant, EmailStatus status);
    }
}
