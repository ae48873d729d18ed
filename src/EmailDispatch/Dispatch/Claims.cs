using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Dispatch;

/// <summary>
/// Decides which message makes an attempt. Queues deliver at least once, so a message may come twice, late, or after its attempt. The row decides, by
/// its version and by the number of the last attempt that was started. If a message for attempt <c>n</c> loses its claim and the row has
/// <list type="bullet">
/// <item>a lower number: nobody started attempt n. Claim again with the current version;</item>
/// <item>number 0, <c>scheduled</c> for later: it was rescheduled. Come back at that time, in case the process died before it queued the message for
/// the new time. If there are two messages, one loses its claim;</item>
/// <item>number 0, ended as never accepted (<see cref="UnacceptedEmails"/>): the message proves that it was accepted. Undo that and claim;</item>
/// <item>number n, <c>sending</c>, lease valid: another instance is sending, or died. Come back when its lease or the claim may be over;</item>
/// <item>number n, <c>sending</c>, lease expired or instance lost (<see cref="InstanceLease"/>): the instance died, and it is not known what it sent.
/// Send again with the same Message-ID; after several times, end or defer the email (<see cref="LostAttempts"/>);</item>
/// <item>number n, <c>deferred</c>: the instance died before it queued the message for attempt n + 1. Queue it. Of two, one loses its claim;</item>
/// <item>number n or less, ended: the instance may have died after it stored the result. Repeat the follow-up, and drop the message;</item>
/// <item>anything else: the email is at a later attempt. Drop the message.</item>
/// </list>
/// </summary>
public sealed partial class Claims(
    StatusStore status, DispatchQueue queue, FollowUp followUp, UnacceptedEmails unaccepted, LostAttempts lost, InstanceLease instance,
    IOptions<DispatchOptions> options, TimeProvider time, ILogger<Claims> logger)
{
    /// <returns>The claimed row; null if there is nothing left to do.</returns>
    public async Task<EmailRow?> TryClaimAsync(DispatchMessage message, Email email, CancellationToken cancellationToken)
    {
        _ = EmailId.TryParse(message.Id, out var id);

        // The first attempt needs only the row's version, no read.
        if (message.Attempt == 1 && message.Etag != DispatchMessage.NoVersion && await TryClaimAsync(NewRow(message, id, email), new ETag(message.Etag), message.Receipt, takenOver: null, cancellationToken) is { } first)
            return first;

        if (await status.ReadAsync(message.Tenant, id, cancellationToken) is not { } row)
        {
            Log.NoRow(logger, message.Id, message.Tenant, message.Attempt);
            return null;
        }

        var now = time.GetUtcNow();
        if (UnacceptedEmails.WasGivenUp(row))
        {
            await unaccepted.TakeBackAsync(row, cancellationToken);
            return await TryClaimAsync(message, email, cancellationToken);
        }

        if (row.Status.IsTerminal() || row.AttemptNumber > message.Attempt)
        {
            Log.Stale(logger, message.Id, message.Tenant, message.Attempt, row.Status, row.AttemptNumber);
            if (row.AttemptNumber <= message.Attempt)
                await followUp.RepeatAsync(row, message);
            return null;
        }

        if (row.AttemptNumber == message.Attempt && row.Status == EmailStatus.Deferred)
        {
            await followUp.RepeatAsync(row, message);
            return null;
        }

        if (row.Status == EmailStatus.Scheduled && row.ScheduledAt > now)
        {
            await queue.SendAsync(message with { Etag = row.ETag.ToString(), DueAt = row.ScheduledAt }, row.ScheduledAt.Value - now, cancellationToken);
            return null;
        }

        if (row.Status == EmailStatus.Sending && row.LeaseUntil > now && !await instance.IsLostAsync(row.LeaseId, cancellationToken))
        {
            await queue.SendAsync(message, InstanceLease.WaitFor(row.LeaseId, row.LeaseUntil.Value - now), cancellationToken);
            return null;
        }

        RetryWindow? takenOver = null;
        if (row.Status == EmailStatus.Sending)
        {
            Log.TakenOver(logger, message.Id, message.Tenant, message.Attempt, email.Delivery);
            if (await lost.TrySettleAsync(row, message, email, cancellationToken))
                return null;

            takenOver = row.Window with { TakeOvers = row.Window.TakeOvers + 1 };
            row = lost.Told(row) with { Window = takenOver };
        }
        else
        {
            // They were added to the do-not-send list when the result was stored.
            row = row with { Recipients = [.. row.Recipients.Select(r => r with { Unreachable = null })] };
        }

        if (row.Template != email.Template && !row.IsErased)
        {
            // Two tries of one submission left two messages, with different versions of the template.
            if (await status.TryRenderAsync(Rendered(row, email), cancellationToken) is not { } rendered)
                return await TryClaimAsync(message, email, cancellationToken);
            row = rendered;
        }

        row = row with { AttemptNumber = message.Attempt, Offering = null };
        return await TryClaimAsync(row, row.ETag, message.Receipt, takenOver, cancellationToken) ?? await TryClaimAsync(message, email, cancellationToken);
    }

    /// <summary>Stores the row before the email is offered to a provider.</summary>
    /// <returns>The row with its version; null if another instance took over the email.</returns>
    public async Task<EmailRow?> TryAnnounceAsync(EmailRow row, string provider)
    {
        var announced = row with { Status = EmailStatus.Sending, Offering = provider };
        return await status.TryRecordAsync(announced, CancellationToken.None);
    }

    /// <summary>Whether the attempt of a message is done, according to the row.</summary>
    public async Task<bool> IsSettledAsync(DispatchMessage message, CancellationToken cancellationToken) =>
        EmailId.TryParse(message.Id, out var id)
        && await status.ReadAsync(message.Tenant, id, cancellationToken) is { } row
        && !UnacceptedEmails.WasGivenUp(row)
        && (row.Status.IsTerminal() || row.AttemptNumber > message.Attempt);

    private async Task<EmailRow?> TryClaimAsync(EmailRow row, ETag version, QueueReceipt? receipt, RetryWindow? takenOver, CancellationToken cancellationToken)
    {
        var lease = new Lease(await instance.NewClaimIdAsync(receipt), time.GetUtcNow() + options.Value.Lease) { Window = takenOver };
        return await status.TryClaimAsync(row.Tenant, row.Id, version, row.AttemptNumber, lease, cancellationToken) is { } claimed
            ? row with { Status = EmailStatus.Sending, ETag = claimed, LeaseId = lease.Id, LeaseUntil = lease.Until }
            : null;
    }

    private static EmailRow Rendered(EmailRow row, Email email) =>
        row with { From = email.From.ToString(), ReplyTo = [.. email.ReplyTo.Select(address => address.ToString())], Subject = email.Subject, Template = email.Template };

    private static EmailRow NewRow(DispatchMessage message, EmailId id, Email email) => Unread(message, id, email, RecipientList.Of(email));

    // Before the first attempt, the only possible event is that the email was scheduled.
    private static EmailRow Unread(DispatchMessage message, EmailId id, Email email, IReadOnlyList<Recipient> recipients) => new()
    {
        Id = id,
        Tenant = message.Tenant,
        Status = EmailStatus.Queued,
        From = email.From.ToString(),
        Subject = email.Subject,
        Stream = email.Stream,
        Tags = email.Tags,
        Recipients = recipients,
        Stored = recipients,
        LastEvent = message.DueAt is null ? 0 : EmailRow.UnknownEvent,
        GivenId = message.GivenId,
        AttemptNumber = 1,
        ScheduledAt = message.DueAt,
    };

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Error, "Email {Id} of {Tenant}, attempt {Attempt}: there is no status row; the message is dropped")]
        public static partial void NoRow(ILogger logger, string id, string tenant, int attempt);

        [LoggerMessage(2102, LogLevel.Information, "Email {Id} of {Tenant}, attempt {Attempt}: already {Status} at attempt {RowAttempt}; the message is dropped")]
        public static partial void Stale(ILogger logger, string id, string tenant, int attempt, EmailStatus status, int rowAttempt);

        [LoggerMessage(2103, LogLevel.Warning, "Email {Id} of {Tenant}, attempt {Attempt}: the attempt under way did not end in its time; taken over, {Delivery}")]
        public static partial void TakenOver(ILogger logger, string id, string tenant, int attempt, Delivery delivery);
    }
}
