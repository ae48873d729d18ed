using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Operations;

/// <summary>
/// Tries an email again that was given up: the recipients that failed, bounced or are unknown become due, the others are left in peace.
/// The email is taken from its payload blob, which is kept for that where an email ends other than sent.
/// </summary>
public sealed partial class EmailRetry(
    StatusStore status, DispatchQueue queue, PayloadStore payloads, TimeProvider time, ILogger<EmailRetry> logger)
{
    /// <summary>How often an email can be retried: its row and its recipients' patience are bounded.</summary>
    public const int MaxRetries = 20;

    /// <summary>Queues an email again, with the whole time and schedule of a new one.</summary>
    public async Task<RetryResult> RetryAsync(string tenant, EmailId id, CancellationToken cancellationToken)
    {
        if (await status.ReadAsync(tenant, id, cancellationToken) is not { } row)
            return RetryResult.NotFound;
        if (!row.Status.IsTerminal() || row.Status is EmailStatus.Canceled or EmailStatus.Rejected || row.Recipients.All(r => r.Status == EmailStatus.Sent))
            return RetryResult.NothingToRetry;
        if (row.Window.Retries >= MaxRetries)
            return RetryResult.TooOften;

        // Before the row says that it is queued: the retention deletes payloads of rows that have ended.
        if (!await payloads.TryKeepAsync(tenant, id, cancellationToken))
            return RetryResult.Gone;

        // A first attempt is claimed without reading the row, which alone knows of this retry: it counts as made, though nobody began it.
        var last = Math.Max(row.AttemptNumber, 1);

        // The message first waits for the row: it names the version that only the row's change makes.
        var due = row with
        {
            Status = EmailStatus.Queued,
            RetriedAt = time.GetUtcNow(),
            AttemptNumber = last,
            Window = new RetryWindow { Retries = row.Window.Retries + 1, After = last },
            Recipients = [.. row.Recipients.Select(r => r.Status == EmailStatus.Sent ? r : r with { Status = EmailStatus.Queued, Reply = null, Category = null, Unreachable = null })],
        };
        if (await status.TryRecordAsync(due, cancellationToken) is not { } version)
            return RetryResult.NothingToRetry;

        var message = new DispatchMessage
        {
            Id = id.ToString(),
            Tenant = tenant,
            Attempt = last + 1,
            Etag = version.ToString(),
            Blob = PayloadStore.NameOf(tenant, id),
            Size = row.Size,
        };
        await queue.SendAsync(message, TimeSpan.Zero, CancellationToken.None);
        Log.Retried(logger, message.Id, tenant, message.Attempt);
        return RetryResult.Queued;
    }

    private static partial class Log
    {
        [LoggerMessage(2201, LogLevel.Information, "Email {Id} of {Tenant} is retried with attempt {Attempt}")]
        public static partial void Retried(ILogger logger, string id, string tenant, int attempt);
    }
}
