using EmailDispatch.Emails;
using EmailDispatch.Naming;
using EmailDispatch.Queueing;
using EmailDispatch.Replies;
using EmailDispatch.Status;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Dispatch;

/// <summary>
/// Decides what happens after an attempt that its instance left unfinished. Another instance takes it over, at most three times: each time may send a
/// copy, and this email may be the reason why the instances stop. After that, or at once if the sender asked for at most once, it depends on whether
/// the last instance offered the email:
/// <list type="bullet">
/// <item>If it did, or this is not known, the email ends as <c>unknown</c>.</item>
/// <item>If it did not, that attempt sent nothing, and the email may not be the reason for the stop. It waits by the schedule, as after any attempt,
/// until it is too old. If it is the reason, this happens only a few times a day and then ends.</item>
/// </list>
/// </summary>
public sealed partial class LostAttempts(
    StatusStore status, FollowUp followUp, RetrySchedule schedule, IOptions<DispatchOptions> options, TimeProvider time, ILogger<LostAttempts> logger)
{
    public const int MaxTakeOvers = 3;

    /// <summary>Ends or defers an email whose last attempt must not be taken over.</summary>
    /// <returns>True if nothing is left to do; false if the attempt is to be taken over.</returns>
    public async Task<bool> TrySettleAsync(EmailRow row, DispatchMessage message, Email email, CancellationToken cancellationToken)
    {
        if (row.Window.TakeOvers < MaxTakeOvers && GoesOn(row, email))
            return false;

        if (!WasNotOffered(row, email) || !await TryPutOffAsync(row, message, cancellationToken))
            await GiveUpAsync(row, message, email, cancellationToken);
        return true;
    }

    /// <summary>Ends an email whose last attempt was left unfinished. Message and email are null if they are not available.</summary>
    public async Task GiveUpAsync(EmailRow row, DispatchMessage? message, Email? email, CancellationToken cancellationToken)
    {
        // With at least once, an earlier attempt may have been accepted.
        var isUnoffered = email?.Delivery == Delivery.AtMostOnce && WasNotOffered(row, email);
        var reason = isUnoffered ? $"The instances that took attempt {row.AttemptNumber} stopped before it was offered to a provider."
            : row.Offering is { Length: > 0 } provider ? $"Attempt {row.AttemptNumber} was being made through {provider} when its instance stopped; whether the message was accepted is not known."
            : $"The instance that made attempt {row.AttemptNumber} stopped before it recorded the outcome; whether a provider accepted the message is not known.";
        var recipients = row.Recipients.Select(r => !r.IsDue ? r : r with
        {
            Status = isUnoffered ? EmailStatus.Failed : EmailStatus.Unknown,
            Reply = reason,
            Category = isUnoffered ? CategoryNames.DispatcherFault : FailureCategory.OutcomeUnknown.ToName(),
        }).ToList();
        var ended = Told(row) with { Recipients = recipients, Status = RecipientList.Summarise(recipients), Offering = null };
        if (message is not null)
            await followUp.PrepareAsync(ended, message);
        if (await status.TryRecordAsync(ended, cancellationToken) is null)
            return;

        Log.GivenUp(logger, row.Id.ToString(), row.Tenant, row.AttemptNumber, ended.Status, row.Window.TakeOvers);
    }

    /// <summary>The row with an attempt that was announced and never recorded, as far as known.</summary>
    public EmailRow Told(EmailRow row) => row.Offering is not { Length: > 0 } provider ? row : row.WithAttempt(new Attempt
    {
        Number = row.AttemptNumber,
        Provider = provider,
        At = (row.LeaseUntil ?? time.GetUtcNow()) - options.Value.Lease,
        Milliseconds = 0,
        Outcome = AttemptOutcome.Unknown,
        Phase = Attempt.UnknownPhase,
        Category = FailureCategory.OutcomeUnknown.ToName(),
        Reply = "The instance that made this attempt stopped before it recorded the outcome.",
        Hint = CategoryHints.Of(FailureCategory.OutcomeUnknown).ToString(),
    });

    /// <summary>
    /// Whether an unfinished attempt is taken over or deferred. If the email is null, it is in its blob, and the instance that reads that decides.
    /// </summary>
    internal static bool GoesOn(EmailRow row, Email? email) =>
        WasNotOffered(row, email) || (row.Window.TakeOvers < MaxTakeOvers && email?.Delivery != Delivery.AtMostOnce);

    // Offers are announced if nothing may be sent twice, and after a take-over; instances of earlier versions left no such information in the row.
    private static bool WasNotOffered(EmailRow row, Email? email) =>
        row.Offering is "" && (email?.Delivery == Delivery.AtMostOnce || row.Window.TakeOvers > 0);

    /// <returns>False if the email is too old. If the row has changed meanwhile, the other writer continues.</returns>
    private async Task<bool> TryPutOffAsync(EmailRow row, DispatchMessage message, CancellationToken cancellationToken)
    {
        var dueAt = time.GetUtcNow() + schedule.DelayAfter(Math.Max(1, row.AttemptNumber - row.Window.After - row.Window.AskedWaits));
        if (dueAt > row.DueSince + options.Value.MaxAge)
            return false;

        var reason = $"The instances that took attempt {row.AttemptNumber} stopped; the last one had not offered it to a provider.";
        var recipients = row.Recipients.Select(r => r.IsDue ? r with { Status = EmailStatus.Deferred, Reply = reason } : r).ToList();
        var deferred = row with { Recipients = recipients, Status = RecipientList.Summarise(recipients), NextAttemptAt = dueAt, Offering = null };
        if (await status.TryRecordAsync(deferred, cancellationToken) is not { } recorded)
            return true;

        Log.PutOff(logger, row.Id.ToString(), row.Tenant, row.AttemptNumber, row.Window.TakeOvers, dueAt);
        await followUp.CompleteAsync(recorded, message);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(2107, LogLevel.Error, "Email {Id} of {Tenant}, attempt {Attempt}: given up as {Status} after {TakeOvers} take-overs; it can be retried")]
        public static partial void GivenUp(ILogger logger, string id, string tenant, int attempt, EmailStatus status, int takeOvers);

        [LoggerMessage(2108, LogLevel.Warning, "Email {Id} of {Tenant}, attempt {Attempt}: its instances stopped again after {TakeOvers} take-overs, before it was offered; it waits until {DueAt:O}")]
        public static partial void PutOff(ILogger logger, string id, string tenant, int attempt, int takeOvers, DateTimeOffset dueAt);
    }
}
