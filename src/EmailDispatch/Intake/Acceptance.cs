using System.Diagnostics;
using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Intake.Attachments;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using EmailDispatch.Storage;
using EmailDispatch.Telemetry;
using EmailDispatch.Unsubscribing;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Intake;

/// <summary>
/// Accepts emails. It writes the status rows first, then the blobs of attachments that are sent as links and of emails that do not fit a queue message, then the queue messages. An
/// email is accepted once its message is on the queue. A batch is one transaction of rows and one message per email.
/// <para>An id may be submitted again if the process died before it answered. The row then exists, but the message may be missing, so it is put
/// again as long as the row waits for its first attempt. If there are two messages, one loses its claim, so the email is sent once. A submission
/// with other content under the same id is refused: the row is written first and records whose id it is.</para>
/// <para>If a message cannot be put, its row will never be sent, but other messages of the batch may already be processed. A message cannot be
/// taken back, but its row can be deleted by version while nobody has claimed it, and a message without a row is dropped. So emails whose ids
/// cannot be submitted again are withdrawn, which makes "nothing was accepted" true. If all were claimed in the meantime, they are accepted after
/// all; if only some were, the exception names them. Ids that may be submitted again are not withdrawn: the next try finishes the job.</para>
/// <para>If an insert got no answer, its rows may exist. No message names them, so they are withdrawn whatever their version. Rows that cannot be
/// withdrawn, or were left by a process that died, stay unconfirmed (<see cref="EmailRow.IsUnconfirmed"/>): they are never sent and end as not
/// accepted. In the same way, a blob is a draft until its message is put.</para>
/// <para>Cancellation is checked before and after the insert, not during it: an interrupted insert may still succeed.</para>
/// </summary>
public sealed partial class Acceptance(StatusStore status, DispatchQueue queue, AlignmentAdvisor advisor, UnsubscribeLinks unsubscribe, AttachmentLinks links, TimeProvider time, ILogger<Acceptance> logger)
{
    /// <summary>What a caller is told when storage cannot be reached.</summary>
    public const string StorageAway = "Storage cannot be reached; nothing was accepted. Try again.";

    private const string RepeatIt = "Storage failed half-way. Repeat the request with the same key: what was accepted is not accepted twice.";

    // An id can be older than the acceptance because a drop had to wait. The email's age then counts from now.
    private static readonly TimeSpan LateAfter = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan WithdrawalTimeout = TimeSpan.FromSeconds(10);

    // No message has been put, so nothing depends on this cleanup: the answer is true either way.
    private static readonly TimeSpan CleanUpTimeout = TimeSpan.FromSeconds(2);

    private readonly Withdrawal _withdrawal = new(status, time, logger);

    /// <summary>
    /// Accepts one email under its id. Cancellation is ignored once the row of an id that may be submitted again is inserted.
    /// <paramref name="content"/> is the SHA-256 of the submission, or null if the id cannot be submitted again; <paramref name="senderId"/> is the
    /// sender's own id, if it differs.
    /// </summary>
    /// <exception cref="RequestFailedException">Storage failed; nothing was accepted.</exception>
    /// <exception cref="SubmissionInterruptedException">Storage failed halfway.</exception>
    /// <returns>The new or existing row, and the email if it was claimed; null if the id belongs to another email.</returns>
    public async Task<(EmailRow Row, ClaimedEmail? Claimed)?> AcceptAsync(
        string tenant, EmailId id, EmailReadResult read, string? content, Guid? senderId, CancellationToken cancellationToken, ExpressClaim? express = null)
    {
        using var activity = Start(tenant, id, cancellationToken);
        var email = await PrepareAsync(tenant, id, read, cancellationToken);
        var wanted = email.Row with { Content = content, GivenId = senderId };
        if (express is not null && wanted.ScheduledAt is null && express.Wants(email.Email))
            return await AcceptClaimedAsync(wanted, email, express, cancellationToken);

        var row = (await InsertAsync([wanted], mayComeAgain: content is not null))[0];
        if (row.Content != content)
            return null;

        await PutAllAsync([email], [row], mayComeAgain: content is not null, cancellationToken);
        return (row, null);
    }

    /// <summary>
    /// Accepts and claims an email by one write. Its message is put first, hidden: a row without a message would look like an attempt under way. If the
    /// process dies in between, the message finds no row and is dropped. That is why the id must be new, or reserved for this request.
    /// </summary>
    private async Task<(EmailRow Row, ClaimedEmail? Claimed)?> AcceptClaimedAsync(EmailRow wanted, PreparedEmail prepared, ExpressClaim express, CancellationToken cancellationToken)
    {
        var (mayComeAgain, email) = (wanted.Content is not null, prepared.Email);
        await links.StoreAsync(wanted, prepared.Linked, prepared.Row.LinksUntil, cancellationToken);
        var message = await queue.NewMessageAsync(wanted, email, cancellationToken) with { Etag = DispatchMessage.NoVersion };
        var putAt = time.GetUtcNow();
        message = message with { Receipt = await queue.SendAsync(message, express.Lease, CancellationToken.None) };
        EmailRow row;
        try
        {
            var claim = await express.NewIdAsync(message.Receipt);
            wanted = wanted with { Status = EmailStatus.Sending, AttemptNumber = 1, LeaseId = claim, LeaseUntil = time.GetUtcNow() + express.Lease, Offering = "", IsUnconfirmed = false };
            row = (await InsertAsync([wanted], mayComeAgain: true))[0];

            // The message may have come before the row.
            if (time.GetUtcNow() - putAt > express.Lease / 2)
                await queue.SendAsync(message, express.Lease, CancellationToken.None);
        }
        catch (Exception fault)
        {
            if (mayComeAgain)
                throw new SubmissionInterruptedException(RepeatIt, fault);

            EmailRow[] inserted = [wanted with { ETag = ETag.All }];
            if (await _withdrawal.RunAsync(inserted, WithdrawalTimeout) is [WithdrawalOutcome.Unknown] unknown)
                throw new SubmissionInterruptedException(Withdrawal.Describe(inserted, unknown), fault);
            throw;
        }

        await MarkAcceptedAsync(message);
        if (row.LeaseId != wanted.LeaseId)
        {
            // An earlier try under this id inserted the row. If its message is missing, this one replaces it.
            await queue.TryReleaseAsync(message.Receipt, CancellationToken.None);
            return (row, null);
        }

        DispatchTelemetry.CountAccepted(row.Stream);
        Log.Accepted(logger, message.Id, row.Tenant, row.Size);
        return (row, new ClaimedEmail(message, row, email));
    }

    /// <summary>Accepts a batch. Its ids must have the same timestamp.</summary>
    public async Task AcceptAllAsync(string tenant, IReadOnlyList<(EmailId Id, EmailReadResult Read)> emails, bool mayComeAgain, CancellationToken cancellationToken)
    {
        using var activity = Start(tenant, emails[0].Id, cancellationToken);
        var prepared = new List<PreparedEmail>(emails.Count);
        foreach (var (id, read) in emails)
            prepared.Add(await PrepareAsync(tenant, id, read, cancellationToken));

        var rows = await InsertAsync([.. prepared.Select(email => email.Row)], mayComeAgain);
        await PutAllAsync(prepared, rows, mayComeAgain, cancellationToken);
    }

    // What is added to an email is added here, once, so that every attempt sends the same.
    private async Task<PreparedEmail> PrepareAsync(string tenant, EmailId id, EmailReadResult given, CancellationToken cancellationToken)
    {
        var read = await unsubscribe.OfferAsync(tenant, given, cancellationToken);
        DateTimeOffset? linksUntil = null;
        if (read.Linked.Count > 0)
            (read, linksUntil) = await links.AddAsync(tenant, id, read, cancellationToken);
        var advised = await advisor.AdviseAsync(tenant, read, cancellationToken);
        return new PreparedEmail(NewRow(tenant, id, advised) with { LinksUntil = linksUntil }, read.Email!, read.Linked);
    }

    private static Activity? Start(string tenant, EmailId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var activity = DispatchTelemetry.StartAccept();
        activity.Describe(id.ToString(), tenant);
        return activity;
    }

    private async Task<EmailRow[]> InsertAsync(IReadOnlyList<EmailRow> wanted, bool mayComeAgain)
    {
        try
        {
            var rows = await status.InsertAllAsync(wanted, CancellationToken.None);
            for (var n = 0; n < rows.Length; n++)
            {
                if (rows[n].Status == EmailStatus.Rejected)
                    rows[n] = await RenewAsync(wanted[n], rows[n]);
                else if (rows[n].Content == wanted[n].Content)
                    rows[n] = await RenderAgainAsync(wanted[n], rows[n]);
            }

            return rows;
        }
        catch when (!mayComeAgain)
        {
            await _withdrawal.RunAsync([.. wanted.Select(row => row with { ETag = ETag.All })], CleanUpTimeout);
            throw;
        }
    }

    // The id was used by an invalid drop or an interrupted try. Neither was accepted, so this email may take it.
    private async Task<EmailRow> RenewAsync(EmailRow wanted, EmailRow found)
    {
        await status.TryDeleteAsync(found, CancellationToken.None);
        return await status.InsertAsync(wanted, CancellationToken.None);
    }

    // Another version was published since the earlier try. The row must describe the message that is put now. If the row was claimed meanwhile, this message
    // is dropped; if that try put a message too, the one that is claimed corrects the row (Claims).
    private async Task<EmailRow> RenderAgainAsync(EmailRow wanted, EmailRow found)
    {
        while (found.Template != wanted.Template && WaitsForFirstAttempt(found))
        {
            var rendered = found with { From = wanted.From, ReplyTo = wanted.ReplyTo, Subject = wanted.Subject, Size = wanted.Size, Advice = wanted.Advice, Template = wanted.Template };
            found = await status.TryRenderAsync(rendered, CancellationToken.None) ?? await status.ReadAsync(found.Tenant, found.Id, CancellationToken.None)
                ?? throw new InvalidOperationException($"The row of {found.Id} was deleted by another at the same time.");
        }

        return found;
    }

    private static bool WaitsForFirstAttempt(EmailRow row) => row is { Status: EmailStatus.Queued or EmailStatus.Scheduled, AttemptNumber: 0 };

    private async Task PutAsync(PreparedEmail prepared, EmailRow row, CancellationToken cancellationToken)
    {
        if (row.Status == EmailStatus.Rejected)
            throw new InvalidOperationException($"The row of {row.Id} was changed by another at the same time.");

        // If the row is further on, an earlier try under this id was completed.
        if (!WaitsForFirstAttempt(row))
            return;

        await links.StoreAsync(row, prepared.Linked, prepared.Row.LinksUntil, cancellationToken);
        var message = await queue.NewMessageAsync(row, prepared.Email, cancellationToken);
        await queue.SendAsync(message, row.ScheduledAt - time.GetUtcNow() ?? TimeSpan.Zero, cancellationToken);
        await MarkAcceptedAsync(message);
        status.TellAccepted(row);
        DispatchTelemetry.CountAccepted(row.Stream);
        Log.Accepted(logger, message.Id, row.Tenant, row.Size);
    }

    private async Task MarkAcceptedAsync(DispatchMessage message)
    {
        using var timeout = new CancellationTokenSource(CleanUpTimeout, time);
        try
        {
            await queue.MarkAcceptedAsync(message, timeout.Token);
        }
        catch (Exception fault) when (StorageFaults.IsAny(fault))
        {
            Log.NotMarked(logger, fault, message.Id, message.Tenant);
        }
    }

    private async Task PutAllAsync(
        IReadOnlyList<PreparedEmail> emails, IReadOnlyList<EmailRow> rows, bool mayComeAgain, CancellationToken cancellationToken)
    {
        // Rows that are not withdrawn get their messages even if the caller disconnects.
        var interruption = mayComeAgain ? CancellationToken.None : cancellationToken;
        try
        {
            await Withdrawal.ForEachAsync(rows.Count, (n, token) => PutAsync(emails[n], rows[n], token), interruption);
        }
        catch (Exception fault)
        {
            if (mayComeAgain)
                throw new SubmissionInterruptedException(RepeatIt, fault);

            var outcomes = await _withdrawal.RunAsync(rows, WithdrawalTimeout);
            if (outcomes.All(outcome => outcome == WithdrawalOutcome.Withdrawn))
                throw;
            if (!outcomes.All(outcome => outcome == WithdrawalOutcome.Taken))
                throw new SubmissionInterruptedException(Withdrawal.Describe(rows, outcomes), fault);
        }
    }

    private EmailRow NewRow(string tenant, EmailId id, EmailReadResult read) => read.Email is not { } email ? throw new ArgumentException("It is refused.", nameof(read)) : new()
    {
        Id = id,
        Tenant = tenant,
        Status = email.ScheduledAt is null ? EmailStatus.Queued : EmailStatus.Scheduled,
        From = email.From.ToString(),
        ReplyTo = [.. email.ReplyTo.Select(address => address.ToString())],
        Subject = email.Subject,
        ScheduledAt = email.ScheduledAt,
        TriedSince = time.GetUtcNow() is var now && now - id.AcceptedAt > LateAfter ? now : null,
        Tags = email.Tags,
        Stream = email.Stream,
        Recipients = RecipientList.Of(email),
        OriginalTo = email.OriginalTo ?? [],
        IsRaw = email.Raw is not null,
        MessageId = email.MessageId,
        Size = read.Size,
        Advice = read.Advice,
        Template = email.Template,
        IsUnconfirmed = true,
    };

    /// <summary>An email as it is stored, with its row and the attachments that are stored beside it.</summary>
    private sealed record PreparedEmail(EmailRow Row, Email Email, IReadOnlyList<(int Index, Attachment File)> Linked);

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Information, "Email {Id} of {Tenant} accepted, about {Size} bytes")]
        public static partial void Accepted(ILogger logger, string id, string tenant, long size);

        [LoggerMessage(1003, LogLevel.Warning, "Email {Id} of {Tenant} is accepted, but its payload is still marked as a draft: it cannot be recovered if its message is lost")]
        public static partial void NotMarked(ILogger logger, Exception fault, string id, string tenant);
    }
}

/// <summary>Storage failed after a submission was, or may have been, accepted in part. The message tells the submitter which part.</summary>
public sealed class SubmissionInterruptedException(string message, Exception inner) : Exception(message, inner);
