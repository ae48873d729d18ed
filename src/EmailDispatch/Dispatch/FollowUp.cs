using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;

namespace EmailDispatch.Dispatch;

/// <summary>
/// What follows once a row is recorded, so that nothing stands between a provider's answer and the record of it. Each step can be repeated:
/// a message that comes again does what a crash left undone.
/// </summary>
public sealed class FollowUp(SuppressedRecipients suppressed, PayloadStore payloads, DispatchQueue queue, TimeProvider time)
{
    /// <summary>
    /// Puts the message for the next attempt of what is deferred, keeps the email of what was given up, for it can be retried for some days,
    /// and deletes the blob of what was sent or canceled; then puts on the do-not-send list who belongs there.
    /// </summary>
    /// <param name="row">The row as it is recorded.</param>
    /// <param name="message">The message of its last attempt.</param>
    /// <param name="email">The email where it is at hand; else that of the message, if it has one.</param>
    public async Task CompleteAsync(EmailRow row, DispatchMessage message, Email? email = null)
    {
        if (!row.Status.IsTerminal())
        {
            var next = message with { Attempt = row.AttemptNumber + 1, Etag = row.ETag.ToString(), Returns = 0 };
            await queue.SendAsync(next, row.NextAttemptAt - time.GetUtcNow() ?? TimeSpan.Zero, CancellationToken.None);
        }
        else if (row.Status is EmailStatus.Sent or EmailStatus.Canceled)
        {
            if (message.Blob is { } blob)
                await payloads.DeleteAsync(blob, CancellationToken.None);
        }
        else if (message.Payload is { } payload)
        {
            await payloads.SaveAsync(row.Tenant, row.Id, email ?? payload, CancellationToken.None);
        }

        await suppressed.AddAsync(row);
    }
}
