using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;

namespace EmailDispatch.Dispatch;

/// <summary>
/// What has to be done besides storing the result of an attempt. Each step can be repeated: a message that comes again completes it after a crash.
/// </summary>
public sealed class FollowUp(SuppressedRecipients suppressed, PayloadStore payloads, DispatchQueue queue, TimeProvider time)
{
    /// <summary>
    /// Adds recipients to the do-not-send list, and keeps the content of an email that failed, for a retry. This is done before the result is stored,
    /// so that it is done when the final status is visible. If a provider accepted recipients, it is done afterwards: storing that comes first.
    /// </summary>
    /// <param name="row">The row as it is, or will be, stored.</param>
    /// <param name="message">The message of its last attempt.</param>
    /// <param name="email">The email, if the caller has it; otherwise that of the message is used.</param>
    public async Task PrepareAsync(EmailRow row, DispatchMessage message, Email? email = null)
    {
        await suppressed.AddAsync(row);
        if (row.Status.IsTerminal() && row.Status is not (EmailStatus.Sent or EmailStatus.Canceled) && message.Payload is { } payload)
            await payloads.SaveAsync(row.Tenant, row.Id, email ?? payload, CancellationToken.None);
    }

    /// <summary>After the result is stored: puts the message for the next attempt, or deletes the blob of an email that was sent or canceled.</summary>
    /// <param name="row">The stored row.</param>
    /// <param name="message">The message of its last attempt.</param>
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

    /// <summary>Both, for a row whose result was already stored.</summary>
    public async Task RepeatAsync(EmailRow row, DispatchMessage message)
    {
        await CompleteAsync(row, message);
        await PrepareAsync(row, message);
    }
}
