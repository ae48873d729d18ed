using System.Diagnostics;
using System.Text;
using Azure;
using Azure.Storage.Queues;
using EmailDispatch.Emails;
using EmailDispatch.Storage;

namespace EmailDispatch.Queueing;

/// <summary>The queue <c>email-dispatch</c>.</summary>
public sealed class DispatchQueue(QueueServiceClient queues, PayloadStore payloads, TimeProvider time) : IStoragePlace
{
    /// <summary>The queue's name.</summary>
    public const string QueueName = "email-dispatch";

    /// <summary>Where the trigger puts what it could not process.</summary>
    public const string PoisonQueueName = QueueName + "-poison";

    /// <summary>The most a queue message holds, in bytes; the text is sent as it is, not base64 (host.json: <c>messageEncoding</c>).</summary>
    public const int MaxMessageBytes = 64 * 1024;

    /// <summary>
    /// The most that the request which puts a message may have, in bytes of XML. Azure refuses more (413), although its documents tell of
    /// the message's 64 KiB alone: https://github.com/Azure/azure-sdk-for-net/issues/32663.
    /// </summary>
    public const int MaxRequestBytes = 131_584;

    // <QueueMessage><MessageText></MessageText></QueueMessage>, a declaration and a byte order mark.
    private const int XmlFrame = 128;

    // What the version of the row, a higher attempt number and the trace may add to a message once it was found to fit.
    private const int Reserve = 384;

    /// <summary>The furthest ahead a message can be delayed.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromDays(7);

    // Without it a message would be gone after seven days, and its email lost.
    private static readonly TimeSpan NeverExpires = TimeSpan.FromSeconds(-1);

    private readonly QueueClient _queue = queues.GetQueueClient(QueueName);

    /// <inheritdoc />
    public Task CreateIfNotExistsAsync(CancellationToken cancellationToken) => _queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);

    /// <summary>Puts a message, visible after <paramref name="delay"/>, as part of the trace under way.</summary>
    public Task SendAsync(DispatchMessage message, TimeSpan delay, CancellationToken cancellationToken)
    {
        var wait = Clamp(delay);
        var stamped = message with
        {
            Traceparent = Activity.Current?.Id ?? message.Traceparent,
            VisibleAt = wait > TimeSpan.Zero ? time.GetUtcNow() + wait : null,
        };
        return _queue.SendMessageAsync(stamped.Serialize(), wait, NeverExpires, cancellationToken);
    }

    /// <summary>Makes a message visible that somebody took and has not finished.</summary>
    /// <returns>Whether it is visible now; not where it was finished, taken anew or hidden anew meanwhile.</returns>
    public async Task<bool> TryReleaseAsync(QueueReceipt receipt, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.UpdateMessageAsync(receipt.MessageId, receipt.PopReceipt, visibilityTimeout: TimeSpan.Zero, cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestFailedException gone) when (gone.Status is 400 or 404)
        {
            return false;
        }
    }

    /// <summary>For how long the message at the head of the queue has been due; zero where none is. It is put when it is written, but due when its delay is over.</summary>
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
            // Not one of ours; the trigger will find out.
        }

        return time.GetUtcNow() - due is { } age && age > TimeSpan.Zero ? age : TimeSpan.Zero;
    }

    /// <summary>How many messages the queue holds, hidden ones among them; approximate.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken) =>
        (await _queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount;

    /// <summary>
    /// Puts the email into the message where it fits, else into a blob that the message names. That of a scheduled email names a blob always:
    /// who reschedules it puts another message, and has only the row to make it from. The blob is a draft until <see cref="MarkAcceptedAsync"/>.
    /// </summary>
    public async Task<DispatchMessage> WithPayloadAsync(DispatchMessage message, EmailId id, Email email, CancellationToken cancellationToken)
    {
        // Base64 of the attachments alone can rule it out; only what may fit is serialised to see.
        if (message.DueAt is null && MessageSize.Estimate(email) < MaxMessageBytes * 2)
        {
            var whole = message with { Payload = email };
            if (Fits(whole.Serialize(), Reserve))
                return whole;
        }

        return message with { Blob = await payloads.SaveDraftAsync(message.Tenant, id, email, cancellationToken), Size = MessageSize.Estimate(email) };
    }

    /// <summary>Records that the email of a message is accepted: the message is on the queue.</summary>
    public Task MarkAcceptedAsync(DispatchMessage message, CancellationToken cancellationToken) =>
        message.Blob is { } blob ? payloads.MarkAcceptedAsync(blob, cancellationToken) : Task.CompletedTask;

    /// <summary>Whether a queue takes a text as one message.</summary>
    /// <param name="text">The text.</param>
    /// <param name="reserve">What may be added to it, in bytes.</param>
    internal static bool Fits(string text, int reserve)
    {
        // As XML, < and > take four bytes (&lt;) and & takes five; JSON leaves nothing else to be escaped. A page of HTML may double.
        var bytes = Encoding.UTF8.GetByteCount(text) + reserve;
        return bytes <= MaxMessageBytes && bytes + XmlFrame + (3 * text.AsSpan().Count('<')) + (3 * text.AsSpan().Count('>')) + (4 * text.AsSpan().Count('&')) <= MaxRequestBytes;
    }

    // The queue counts in seconds, and cuts: up, so that a message does not come just before its time.
    private static TimeSpan Clamp(TimeSpan delay) =>
        delay < TimeSpan.Zero ? TimeSpan.Zero : delay > MaxDelay ? MaxDelay : TimeSpan.FromSeconds(Math.Ceiling(delay.TotalSeconds));
}

/// <summary>What it takes to change a message that somebody has taken from the queue, good until it is hidden anew or taken again.</summary>
/// <param name="MessageId">The queue's id of the message.</param>
/// <param name="PopReceipt">The receipt of who took it.</param>
public sealed record QueueReceipt(string MessageId, string PopReceipt);
