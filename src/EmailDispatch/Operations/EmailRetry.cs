using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Operations;

/// <summary>
/// Retries an email that ended without being sent to everyone: its unsent recipients become due again. The email is read from its payload blob,
/// which is kept for this purpose.
/// </summary>
public sealed partial class EmailRetry(
    StatusStore status, DispatchQueue queue, PayloadStore payloads, TimeProvider time, ILogger<EmailRetry> logger)
{
    /// <summary>How often an email can be retried; this bounds the size of its row.</summary>
    public const int MaxRetries = 20;

    /// <summary>Queues an email again, with the full retry time and schedule of a new one.</summary>
    public async Task<RetryResult> RetryAsync(string tenant, EmailId id, CancellationToken cancellationToken)
    {
        if (await status.ReadAsync(tenant, id, cancellationToken) is not { } row)
            return RetryResult.NotFound;
        if (!row.Status.IsTerminal() || row.Status is EmailStatus.Canceled or EmailStatus.Rejected || row.Recipients.All(HasIt))
            return RetryResult.NothingToRetry;
        if (row.Window.Retries >= MaxRetries)
            return RetryResult.TooOften;
        if (row.LinksUntil <= time.GetUtcNow())
            return RetryResult.LinksExpired;

        // Done before the row changes, because retention deletes the payloads of rows that have ended.
        if (!await payloads.TryKeepAsync(tenant, id, cancellationToken))
            return RetryResult.Gone;

        // A first attempt is claimed without reading the row, so it would miss this retry. Hence the first attempt counts as made.
        var last = Math.Max(row.AttemptNumber, 1);

        // The row is written first because the message names its new version.
        var due = row with
        {
            Status = EmailStatus.Queued,
            TriedSince = time.GetUtcNow(),
            AttemptNumber = last,
            Window = new RetryWindow { Retries = row.Window.Retries + 1, After = last },
            Recipients = [.. row.Recipients.Select(r => HasIt(r) ? r : r with { Status = EmailStatus.Queued, Reply = null, Category = null, Unreachable = null, Report = null })],
        };
        if (await status.TryRecordAsync(due, cancellationToken) is not { } written)
            return RetryResult.NothingToRetry;

        var message = DispatchMessage.For(written);
        try
        {
            await queue.SendAsync(message, TimeSpan.Zero, CancellationToken.None);
            Log.Retried(logger, message.Id, tenant, message.Attempt);
        }
        catch (Exception fault) when (StorageFaults.IsAny(fault))
        {
            // It is due, and its content is kept, so its message is put when somebody looks for emails that nobody works on.
            Log.NotQueued(logger, fault, message.Id, tenant, message.Attempt);
        }

        return RetryResult.Queued;
    }

    // An email can be reported as delivered although it is unknown whether the provider accepted it.
    private static bool HasIt(Recipient recipient) => recipient.Status == EmailStatus.Sent || recipient.Report?.Kind is ReportKind.Delivered or ReportKind.Complained;

    private static partial class Log
    {
        [LoggerMessage(2201, LogLevel.Information, "Email {Id} of {Tenant} is retried with attempt {Attempt}")]
        public static partial void Retried(ILogger logger, string id, string tenant, int attempt);

        [LoggerMessage(2202, LogLevel.Warning, "Email {Id} of {Tenant} is to be retried with attempt {Attempt}, but its message cannot be queued; a timer queues it within two hours")]
        public static partial void NotQueued(ILogger logger, Exception fault, string id, string tenant, int attempt);
    }
}

public enum RetryResult
{
    Queued,

    /// <summary>The tenant has no such email.</summary>
    NotFound,

    /// <summary>The email was sent to all recipients, was canceled or rejected, or has not ended.</summary>
    NothingToRetry,

    TooOften,

    /// <summary>The links to its attachments have expired.</summary>
    LinksExpired,

    /// <summary>Its content is no longer stored.</summary>
    Gone,
}
