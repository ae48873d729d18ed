using EmailDispatch.Emails;
using EmailDispatch.Naming;
using EmailDispatch.Queueing;
using EmailDispatch.Replies;
using EmailDispatch.Status;
using EmailDispatch.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Dispatch;

/// <summary>
/// Handles a message whose blob is missing. The email may have ended, and its blob been deleted. Otherwise somebody deleted the blob and may restore
/// it: the message is queued again until the email is too old, and then the email fails.
/// </summary>
public sealed partial class MissingPayloads(StatusStore status, IOptions<DispatchOptions> options, TimeProvider time, ILogger<MissingPayloads> logger)
{
    public static readonly TimeSpan LookAgainAfter = TimeSpan.FromMinutes(5);

    /// <summary>Ends the email if it is too old.</summary>
    /// <returns>Whether nothing is left to do for the message.</returns>
    public async Task<bool> TrySettleAsync(DispatchMessage message, CancellationToken cancellationToken)
    {
        _ = EmailId.TryParse(message.Id, out var id);
        if (await status.ReadAsync(message.Tenant, id, cancellationToken) is not { } row || row.Status.IsTerminal() || row.AttemptNumber > message.Attempt)
            return true;

        var now = time.GetUtcNow();
        if (row.DueSince + options.Value.MaxAge > now || (row.Status == EmailStatus.Sending && row.LeaseUntil > now))
            return false;

        var recipients = row.Recipients
            .Select(r => r.IsDue ? r with { Status = EmailStatus.Failed, Reply = "The stored content of this email is missing.", Category = CategoryNames.ContentMissing } : r)
            .ToList();
        var ended = row with { Status = RecipientList.Summarise(recipients), Recipients = recipients };
        if (await status.TryRecordAsync(ended, cancellationToken) is null)
            return false;

        DispatchTelemetry.CountFinished(ended.Status.ToName(), ended.Stream, ended.SentAt - ended.AcceptedAt);
        Log.Ended(logger, message.Id, message.Tenant, row.AttemptNumber, ended.Status);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(2111, LogLevel.Error, "Email {Id} of {Tenant} after attempt {Attempt}: its stored content is missing and its time is over; it is {Status}")]
        public static partial void Ended(ILogger logger, string id, string tenant, int attempt, EmailStatus status);
    }
}
