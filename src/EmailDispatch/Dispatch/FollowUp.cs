using EmailDispatch.Queueing;
using EmailDispatch.Retention;
using EmailDispatch.Status;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Dispatch;

/// <summary>The work that goes with storing a result. Each step can be repeated: after a crash, the returning message completes it.</summary>
public sealed partial class FollowUp(
    SuppressedRecipients suppressed, PayloadStore payloads, DispatchQueue queue, WaitingMessages waiting, IOptions<RetentionOptions> retention, TimeProvider time,
    ILogger<FollowUp> logger)
{
    // Most faults end by themselves this soon; the pauses of the first ones are as short.
    private static readonly TimeSpan NotLong = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Adds recipients to the do-not-send list, and keeps the content of a failed email for a retry, or of a sent one if it is to be kept. Done before the result is stored, so that it is
    /// complete when the final status is visible; but afterwards if a provider accepted recipients, because storing that comes first.
    /// </summary>
    /// <param name="row">The row as it is, or will be, stored.</param>
    /// <param name="message">The message of the last attempt.</param>
    public async Task PrepareAsync(EmailRow row, DispatchMessage message)
    {
        if (row.IsErased)
            return;

        await suppressed.AddAsync(row);
        if (row.Status.IsTerminal() && !IsDone(row) && message.Payload is { } payload)
            await payloads.SaveAsync(row.Tenant, row.Id, payload, CancellationToken.None);
    }

    /// <summary>
    /// After the result is stored: queues the message for the next attempt, or deletes the blob of an email that was sent or canceled, unless it is to be kept.
    /// </summary>
    /// <param name="row">The stored row.</param>
    /// <param name="message">The message of the last attempt.</param>
    /// <param name="waitsFor">The paused providers whose return makes the next attempt due at once.</param>
    public async Task CompleteAsync(EmailRow row, DispatchMessage message, IReadOnlyList<string>? waitsFor = null)
    {
        if (!row.Status.IsTerminal())
        {
            var next = message.Following(row) with { Returns = 0 };
            var wait = row.NextAttemptAt - time.GetUtcNow() ?? TimeSpan.Zero;
            var receipt = await queue.SendAsync(next, wait, CancellationToken.None);
            if (waitsFor is { Count: > 0 } && wait > NotLong)
                await TryNoteAsync(row, receipt, waitsFor);
        }
        else if (IsDone(row) && message.Blob is { } blob)
        {
            await payloads.DeleteAsync(blob, CancellationToken.None);
        }
    }

    /// <summary>Repeats both steps for a row whose result was already stored.</summary>
    public async Task RepeatAsync(EmailRow row, DispatchMessage message)
    {
        await CompleteAsync(row, message);
        await PrepareAsync(row, message);
    }

    private bool IsDone(EmailRow row) => row.Status == EmailStatus.Canceled || (row.Status == EmailStatus.Sent && retention.Value.SentPayloadDays == 0);

    private async Task TryNoteAsync(EmailRow row, QueueReceipt receipt, IReadOnlyList<string> waitsFor)
    {
        try
        {
            await waiting.AddAsync(row.Id, receipt, row.NextAttemptAt!.Value, waitsFor, CancellationToken.None);
        }
        catch (Exception fault) when (StorageFaults.IsAny(fault))
        {
            // The message is visible at its time anyway.
            Log.NotNoted(logger, fault, row.Id.ToString(), row.Tenant, row.AttemptNumber);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2013, LogLevel.Warning, "Email {Id} of {Tenant}, attempt {Attempt}: it was not noted that it waits for a paused provider; it is retried at its time")]
        public static partial void NotNoted(ILogger logger, Exception fault, string id, string tenant, int attempt);
    }
}
