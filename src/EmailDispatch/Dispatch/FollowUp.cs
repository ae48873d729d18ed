using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;

namespace EmailDispatch.Dispatch;

/// <summary>
/// What goes with the record of an attempt. Each step can be repeated: a message that comes again does what a crash left undone.
/// </summary>
public sealed class FollowUp(SuppressedRecipients suppressed, PayloadStore payloads, DispatchQueue queue, TimeProvider time)
{
    /// <summary>
    /// Puts on the do-not-send list who belongs there, and keeps the email of what was given up, for it can be retried for some days. This comes
    /// before the record, so that whoever sees the email's end finds both done; but not where a provider has accepted recipients, for nothing
    /// stands between its answer and the record of that.
    /// </summary>
    /// <param name="row">The row as it is, or is to be, recorded.</param>
    /// <param name="message">The message of its last attempt.</param>
    /// <param name="email">The email, if the caller has it; else that of the message, if it has one.</param>
    public async Task PrepareAsync(EmailRow row, DispatchMessage message, Email? email = null)
    {
        await suppressed.AddAsync(row);
        if (row.Status.IsTerminal() && row.Status is not (EmailStatus.Sent or EmailStatus.Canceled) && message.Payload is { } payload)
            await payloads.SaveAsync(row.Tenant, row.Id, email ?? payload, CancellationToken.None);
    }

    /// <summary>After the record: puts the message for the next attempt of what is deferred, and deletes the blob of what was sent or canceled.</summary>
    /// <param name="row">The row as it is recorded.</param>
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

    /// <summary>Both, for a row that was found recorded.</summary>
    public async Task RepeatAsync(EmailRow row, DispatchMessage message)
    {
        await CompleteAsync(row, message);
        await PrepareAsync(row, message);
    }
}
