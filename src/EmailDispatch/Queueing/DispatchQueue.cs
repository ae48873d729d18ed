using System.Diagnostics;
using System.Text;
using Azure;
using Azure.Storage.Queues;
using EmailDispatch.Emails;
using EmailDispatch.Status;
using EmailDispatch.Storage;

namespace EmailDispatch.Queueing;

/// <summary>The queue <c>email-dispatch</c>.</summary>
public sealed class DispatchQueue(QueueServiceClient queues, PayloadStore payloads, TimeProvider time)
{
    public const string QueueName = "email-dispatch";

    /// <summary>The queue for messages that the trigger could not process.</summary>
    public const string PoisonQueueName = QueueName + "-poison";

    /// <summary>The maximum size of a queue message in bytes. The text is sent as is, not as base64 (host.json: <c>messageEncoding</c>).</summary>
    public const int MaxMessageBytes = 64 * 1024;

    /// <summary>
    /// The maximum size of the request that puts a message, in bytes of XML. Azure rejects larger ones (413), but documents only the message's
    /// 64 KiB: https://github.com/Azure/azure-sdk-for-net/issues/32663.
    /// </summary>
    public const int MaxRequestBytes = 131_584;

    // <QueueMessage><MessageText></MessageText></QueueMessage>, a declaration and a byte order mark.
    private const int XmlFrame = 128;

    // The row's version, a higher attempt number and the trace may be added to a message later.
    private const int Reserve = 384;

    public static readonly TimeSpan MaxDelay = TimeSpan.FromDays(7);

    // A message expires after seven days by default, which would lose its email.
    private static readonly TimeSpan NeverExpires = TimeSpan.FromSeconds(-1);

    private readonly QueueClient _queue = queues.GetQueueClient(QueueName);

    /// <summary>Puts a message, visible after <paramref name="delay"/>, as part of the current trace.</summary>
    public async Task<QueueReceipt> SendAsync(DispatchMessage message, TimeSpan delay, CancellationToken cancellationToken)
    {
        var wait = Clamp(delay);
        var stamped = message with
        {
            Traceparent = Activity.Current?.Id ?? message.Traceparent,
            VisibleAt = wait > TimeSpan.Zero ? time.GetUtcNow() + wait : null,
        };
        var put = (await _queue.SendMessageAsync(stamped.Serialize(), wait, NeverExpires, cancellationToken)).Value;
        return new QueueReceipt(put.MessageId, put.PopReceipt);
    }

    /// <summary>Makes a hidden message visible: one that waits, or that an instance took and has not finished.</summary>
    /// <returns>Whether it is visible now; false if it was finished, taken or hidden again meanwhile.</returns>
    public async Task<bool> TryReleaseAsync(QueueReceipt receipt, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.UpdateMessageAsync(receipt.MessageId, receipt.PopReceipt, visibilityTimeout: TimeSpan.Zero, cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestFailedException gone) when (gone.Status == 400 || StorageFaults.IsMissing(gone))
        {
            return false;
        }
    }

    /// <summary>Deletes a message that nobody has taken since.</summary>
    /// <returns>Whether it is deleted; false if it was taken or hidden again meanwhile.</returns>
    public async Task<bool> TryDeleteAsync(QueueReceipt receipt, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.DeleteMessageAsync(receipt.MessageId, receipt.PopReceipt, cancellationToken);
            return true;
        }
        catch (RequestFailedException gone) when (gone.Status == 400 || StorageFaults.IsMissing(gone))
        {
            return false;
        }
    }

    /// <summary>How long the first message of the queue has been due; zero if there is none. A delayed message is due when its delay ends.</summary>
    public async Task<TimeSpan> OldestAgeAsync(CancellationToken cancellationToken)
    {
        if ((await _queue.PeekMessageAsync(cancellationToken)).Value is not { } head)
            return TimeSpan.Zero;

        var due = head.InsertedOn;
        try
        {
            var delayedUntil = DispatchMessage.Parse(head.MessageText).VisibleAt;
            due = delayedUntil > due ? delayedUntil : due;
        }
        catch (InvalidDataException)
        {
            // Not one of ours; the trigger handles it.
        }

        return time.GetUtcNow() - due is { } age && age > TimeSpan.Zero ? age : TimeSpan.Zero;
    }

    /// <summary>How many messages the queue holds, including hidden ones; approximate.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken) =>
        (await _queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount;

    /// <summary>
    /// Creates the message for a new email. The message holds the email if it fits; otherwise a blob does. A scheduled email is always in a blob,
    /// because rescheduling puts another message, made from the row alone. The blob is a draft until <see cref="MarkAcceptedAsync"/>.
    /// </summary>
    public async Task<DispatchMessage> NewMessageAsync(EmailRow row, Email email, CancellationToken cancellationToken)
    {
        var message = DispatchMessage.For(row) with { DueAt = row.ScheduledAt ?? row.TriedSince };

        // The size of the attachments in base64 may already rule it out; only emails that may fit are serialized to find out.
        if (row.ScheduledAt is null && row.Size < MaxMessageBytes * 2)
        {
            var whole = message with { Payload = email, Blob = null, Size = null };
            if (Fits(whole.Serialize(), Reserve))
                return whole;
        }

        await payloads.SaveDraftAsync(row.Tenant, row.Id, email, cancellationToken);
        return message;
    }

    /// <summary>Records that the email of a message is accepted, because the message is on the queue.</summary>
    public Task MarkAcceptedAsync(DispatchMessage message, CancellationToken cancellationToken) =>
        message.Blob is { } blob ? payloads.MarkAcceptedAsync(blob, cancellationToken) : Task.CompletedTask;

    /// <summary>Whether a text fits a queue message, with <paramref name="reserve"/> bytes to be added later.</summary>
    internal static bool Fits(string text, int reserve)
    {
        // In XML, < and > take four bytes (&lt;) and & takes five; nothing else in JSON needs escaping. A page of HTML may double in size.
        var bytes = Encoding.UTF8.GetByteCount(text) + reserve;
        return bytes <= MaxMessageBytes && bytes + XmlFrame + (3 * text.AsSpan().Count('<')) + (3 * text.AsSpan().Count('>')) + (4 * text.AsSpan().Count('&')) <= MaxRequestBytes;
    }

    // The queue counts in whole seconds. The delay is rounded up so that a message does not arrive just before its time.
    private static TimeSpan Clamp(TimeSpan delay) =>
        delay < TimeSpan.Zero ? TimeSpan.Zero : delay > MaxDelay ? MaxDelay : TimeSpan.FromSeconds(Math.Ceiling(delay.TotalSeconds));
}

/// <summary>Identifies a message that was put or taken, in order to change it; valid until the message is taken or hidden again.</summary>
public sealed record QueueReceipt(string MessageId, string PopReceipt);
