using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;

namespace EmailDispatch.Dispatch;

/// <summary>The work that goes with storing a result. Each step can be repeated: after a crash, the returning message completes it.</summary>
public sealed class FollowUp(SuppressedRecipients suppressed, PayloadStore payloads, DispatchQueue queue, TimeProvider time)
{
    /// <summary>
    /// Adds recipients to the do-not-send list, and keeps the content of a failed email for a retry. Done before the result is stored, so that it is
    /// complete when the final status is visible; but afterwards if a provider accepted recipients, because storing that comes first.
    /// </summary>
    /// <param name="row">The row as it is, or will be, stored.</param>
    /// <param name="message">The message of the last attempt.</param>
    /// <param name="email">The email; null to use that of the message.</param>
    public async Task PrepareAsync(EmailRow row, DispatchMessage message, Email? email = null)
    {
        await suppressed.AddAsync(row);
        if (row.Status.IsTerminal() && row.Status is not (EmailStatus.Sent or EmailStatus.Canceled) && message.Payload is { } payload)
            await payloads.SaveAsync(row.Tenant, row.Id, email ?? payload, CancellationToken.None);
    }

    /// <summary>After the result is stored: queues the message for the next attempt, or deletes the blob of an email that was sent or canceled.</summary>
    public async Task CompleteAsync(EmailRow row, DispatchMessage message)
    {
        if (!row.Status.IsTerminal())
        {
            var next = message.Following(row) with { Returns = 0 };
            await queue.SendAsync(next, row.NextAttemptAt - time.GetUtcNow() ?? TimeSpan.Zero, CancellationToken.None);
        }
        else if (row.Status is EmailStatus.Sent or EmailStatus.Canceled && message.Blob is { } blob)
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
}
