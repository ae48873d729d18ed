using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Dispatch;

/// <summary>
/// Ends rows whose acceptance was cut short: the process died, or storage failed, between the row and its message. Nobody was told that
/// such an email is accepted. It has no message, so it is never sent; its row becomes <c>rejected</c>, with the reason.
/// <para>Whether a message exists is known for certain only when it comes. While the queue is behind, no row is ended, for its message may be
/// among those that wait. A message that comes later all the same proves that its email was accepted: the row is put back and claimed.</para>
/// </summary>
public sealed partial class UnacceptedEmails(StatusStore status, DispatchQueue queue, ILogger<UnacceptedEmails> logger)
{
    /// <summary>What the row says.</summary>
    public const string Reason =
        "was not accepted: storage failed or the process ended before the email was queued, and its sender got an error or no answer. It is not sent";

    // By then a message has been taken, if there is one: the queue is about first in, first out.
    private static readonly TimeSpan Behind = TimeSpan.FromMinutes(10);

    /// <summary>Whether a row was ended as never accepted, rather than refused.</summary>
    public static bool WasGivenUp(EmailRow row) => row is { Status: EmailStatus.Rejected, IsUnconfirmed: true };

    /// <summary>Ends a row, unless its message may still be waiting.</summary>
    /// <returns>Whether it has come to an end.</returns>
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

    /// <summary>Puts a row back, whose message has come.</summary>
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
