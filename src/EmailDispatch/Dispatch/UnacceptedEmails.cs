using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Dispatch;

/// <summary>
/// Ends rows whose acceptance was interrupted: the process died or storage failed after the row was written and before its message was queued. No
/// caller was told that such an email is accepted. Without a message it is never sent; its row becomes <c>rejected</c>, with the reason.
/// <para>Whether there is a message is certain only when it arrives. While the queue is behind, no row is ended, because its message may still be
/// waiting. A message that arrives later proves that the email was accepted: the row is restored and claimed.</para>
/// </summary>
public sealed partial class UnacceptedEmails(StatusStore status, DispatchQueue queue, ILogger<UnacceptedEmails> logger)
{
    public const string Reason =
        "was not accepted: storage failed or the process ended before the email was queued, and its sender got an error or no answer. It is not sent";

    // By then a message has been received, if there is one, because the queue is roughly first in, first out.
    private static readonly TimeSpan Behind = TimeSpan.FromMinutes(10);

    /// <summary>Whether a row was ended as never accepted, rather than rejected.</summary>
    public static bool WasGivenUp(EmailRow row) => row is { Status: EmailStatus.Rejected, IsUnconfirmed: true };

    /// <summary>Ends a row unless its message may still be waiting.</summary>
    public async Task<bool> TryGiveUpAsync(EmailRow row, CancellationToken cancellationToken)
    {
        if (await queue.OldestAgeAsync(cancellationToken) > Behind)
            return false;

        var ended = Change(row, EmailStatus.Rejected) with { Errors = [new FieldError("", Reason)] };
        if (await status.TryCorrectAcceptanceAsync(ended, cancellationToken) is null)
            return false;

        Log.GivenUp(logger, row.Id.ToString(), row.Tenant, row.Status);
        return true;
    }

    /// <summary>Restores a row whose message has arrived.</summary>
    public async Task TakeBackAsync(EmailRow row, CancellationToken cancellationToken)
    {
        var accepted = Change(row, row.ScheduledAt is null ? EmailStatus.Queued : EmailStatus.Scheduled) with { Errors = [] };
        await status.TryCorrectAcceptanceAsync(accepted, cancellationToken);
        Log.TakenBack(logger, row.Id.ToString(), row.Tenant);
    }

    private static EmailRow Change(EmailRow row, EmailStatus to) =>
        row with { Status = to, Recipients = [.. row.Recipients.Select(recipient => recipient with { Status = to })] };

    private static partial class Log
    {
        [LoggerMessage(2403, LogLevel.Warning, "Email {Id} of {Tenant} was {Status}, but its acceptance was never completed: it is rejected and not sent")]
        public static partial void GivenUp(ILogger logger, string id, string tenant, EmailStatus status);

        [LoggerMessage(2404, LogLevel.Warning, "Email {Id} of {Tenant} was rejected as never accepted, but its message has come: it is sent")]
        public static partial void TakenBack(ILogger logger, string id, string tenant);
    }
}
