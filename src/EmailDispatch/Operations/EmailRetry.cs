using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Operations;

/// <summary>
/// Retries an email that ended other than sent: the recipients it was not sent to become due again. The email comes from its payload blob, which
/// is kept for this.
/// </summary>
public sealed partial class EmailRetry(
    StatusStore status, DispatchQueue queue, PayloadStore payloads, TimeProvider time, ILogger<EmailRetry> logger)
{
    /// <summary>How often an email can be retried, to bound its row.</summary>
    public const int MaxRetries = 20;

    /// <summary>Queues an email again, with the whole time and schedule of a new one.</summary>
    public async Task<RetryResult> RetryAsync(string tenant, EmailId id, CancellationToken cancellationToken)
    {
        if (await status.ReadAsync(tenant, id, cancellationToken) is not { } row)
            return RetryResult.NotFound;
        if (!row.Status.IsTerminal() || row.Status is EmailStatus.Canceled or EmailStatus.Rejected || row.Recipients.All(HasIt))
            return RetryResult.NothingToRetry;
        if (row.Window.Retries >= MaxRetries)
            return RetryResult.TooOften;

        // Before the row changes: the retention deletes payloads of rows that have ended.
        if (!await payloads.TryKeepAsync(tenant, id, cancellationToken))
            return RetryResult.Gone;

        // A first attempt is claimed without reading the row, and only the row shows this retry: so the first attempt counts as made.
        var last = Math.Max(row.AttemptNumber, 1);

        // The row first: the message names its new version.
        var due = row with
        {
            Status = EmailStatus.Queued,
            TriedSince = time.GetUtcNow(),
            AttemptNumber = last,
            Window = new RetryWindow { Retries = row.Window.Retries + 1, After = last },
            Recipients = [.. row.Recipients.Select(r => HasIt(r) ? r : r with { Status = EmailStatus.Queued, Reply = null, Category = null, Unreachable = null, Report = null })],
        };
        if (await status.TryRecordAsync(due, cancellationToken) is not { } version)
            return RetryResult.NothingToRetry;

        var message = DispatchMessage.For(due with { ETag = version });
        await queue.SendAsync(message, TimeSpan.Zero, CancellationToken.None);
        Log.Retried(logger, message.Id, tenant, message.Attempt);
        return RetryResult.Queued;
    }

    // It may be unknown whether a provider accepted it, and yet be reported as delivered.
    private static bool HasIt(Recipient recipient) => recipient.Status == EmailStatus.Sent || recipient.Report?.Kind is ReportKind.Delivered or ReportKind.Complained;

    private static partial class Log
    {
        [LoggerMessage(2201, LogLevel.Information, "Email {Id} of {Tenant} is retried with attempt {Attempt}")]
        public static partial void Retried(ILogger logger, string id, string tenant, int attempt);
    }
}

/// <summary>The result of a manual retry.</summary>
public enum RetryResult
{
    /// <summary>It is queued again.</summary>
    Queued,

    /// <summary>The tenant has no such email.</summary>
    NotFound,

    /// <summary>It was sent to all recipients, or has not ended.</summary>
    NothingToRetry,

    /// <summary>It was retried too often.</summary>
    TooOften,

    /// <summary>Its content is no longer stored.</summary>
    Gone,
}
