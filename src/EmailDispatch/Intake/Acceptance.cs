using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using EmailDispatch.Telemetry;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Intake;

/// <summary>
/// Takes emails over, in this order: the payload blobs where they do not fit a queue message, the status rows, the queue messages.
/// Only when its message is on the queue an email is accepted. A batch is one transaction of rows, and a message for each.
/// <para>An id may come a second time, from one who died before they could tell: then the row is there already, and what may be missing
/// is the message. It is put while the row still waits for its first attempt. Of two messages one loses its claim, so that is one email.</para>
/// <para>When a message cannot be put, rows are there that nobody will send, and in a batch messages that somebody may be sending already.
/// What was put cannot be taken back, but its row can, by its version, as long as nobody has claimed it; a message without a row is dropped.
/// So the emails of ids that are ours alone are withdrawn, and "nothing was accepted" is true again. An email that was claimed meanwhile is
/// on its way: where all are, they are accepted after all; where some are, the fault names them. Ids that may come again are not withdrawn,
/// for one who goes on under the same id may count on the row; the next try finishes what this one began.</para>
/// <para>A caller who goes is heard before the rows are inserted and after: an insertion that is given up on the way may be done all the
/// same, and nobody would know which rows to withdraw.</para>
/// </summary>
public sealed partial class Acceptance(StatusStore status, StatusBatches batches, DispatchQueue queue, EmailAdvisor advisor, TimeProvider time, ILogger<Acceptance> logger)
{
    private const int MaxConcurrency = 16;

    // About as long as the real one, which is known only when the row is written.
    private static readonly ETag UnknownVersion = new("W/\"datetime'2000-01-01T00%3A00%3A00.0000000Z'\"");

    // An id may be older than the email's acceptance: a drop had to wait. It is not tried less long for that.
    private static readonly TimeSpan LateAfter = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan WithdrawalTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Accepts one email under its id.</summary>
    /// <param name="tenant">Whose email it is.</param>
    /// <param name="id">Its id.</param>
    /// <param name="email">The email.</param>
    /// <param name="mayComeAgain">Whether another may try under the same id, at the same time or later.</param>
    /// <param name="cancellationToken">Nothing is accepted then, but for rows of ids that may come again, once they are inserted.</param>
    /// <exception cref="RequestFailedException">Storage did not take it; nothing was accepted.</exception>
    /// <exception cref="SubmissionInterruptedException">Storage failed half-way.</exception>
    /// <returns>The row, as it is or as it was.</returns>
    public async Task<EmailRow> AcceptAsync(string tenant, EmailId id, Email email, bool mayComeAgain, CancellationToken cancellationToken)
    {
        using var activity = DispatchTelemetry.StartAccept();
        activity.Describe(id.ToString(), tenant);
        var draft = await DraftAsync(tenant, id, email, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var row = await InsertAsync(NewRow(tenant, id, email));
        await PutAllAsync([draft], [row], mayComeAgain, cancellationToken);
        return row;
    }

    /// <summary>Likewise a batch, whose ids are of the same instant.</summary>
    public async Task AcceptAllAsync(string tenant, IReadOnlyList<(EmailId Id, Email Email)> emails, bool mayComeAgain, CancellationToken cancellationToken)
    {
        using var activity = DispatchTelemetry.StartAccept();
        activity.Describe(emails[0].Id.ToString(), tenant);
        var drafts = new DispatchMessage[emails.Count];
        await ForEachAsync(emails.Count, async (n, token) => drafts[n] = await DraftAsync(tenant, emails[n].Id, emails[n].Email, token), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var rows = await batches.InsertAsync([.. emails.Select(e => NewRow(tenant, e.Id, e.Email))], CancellationToken.None);
        await PutAllAsync(drafts, rows, mayComeAgain, cancellationToken);
    }

    private Task<DispatchMessage> DraftAsync(string tenant, EmailId id, Email email, CancellationToken cancellationToken)
    {
        var draft = new DispatchMessage { Id = id.ToString(), Tenant = tenant, Attempt = 1, Etag = UnknownVersion.ToString(), DueAt = email.ScheduledAt };
        return queue.WithPayloadAsync(draft, id, email, cancellationToken);
    }

    private async Task<EmailRow> InsertAsync(EmailRow row)
    {
        var found = await status.InsertAsync(row, CancellationToken.None);
        if (found.Status != EmailStatus.Rejected)
            return found;

        // A drop that was refused under this id was no email; corrected, it is one.
        await status.TryDeleteAsync(found, CancellationToken.None);
        return await status.InsertAsync(row, CancellationToken.None);
    }

    private async Task PutAsync(DispatchMessage draft, EmailRow row, CancellationToken cancellationToken)
    {
        // Further on: an earlier try under this id had come to its end.
        if (row is not { Status: EmailStatus.Queued or EmailStatus.Scheduled, AttemptNumber: 0 })
            return;

        var delay = row.ScheduledAt - time.GetUtcNow() ?? TimeSpan.Zero;
        await queue.SendAsync(draft with { Etag = row.ETag.ToString(), DueAt = row.ScheduledAt ?? row.RetriedAt }, delay, cancellationToken);
        DispatchTelemetry.CountAccepted(row.Stream);
        Log.Accepted(logger, draft.Id, row.Tenant, row.Size);
    }

    private async Task PutAllAsync(
        IReadOnlyList<DispatchMessage> drafts, IReadOnlyList<EmailRow> rows, bool mayComeAgain, CancellationToken cancellationToken)
    {
        // Rows that are not withdrawn get their messages, whether or not the caller waits.
        var interruption = mayComeAgain ? CancellationToken.None : cancellationToken;
        try
        {
            await ForEachAsync(rows.Count, (n, token) => PutAsync(drafts[n], rows[n], token), interruption);
        }
        catch (Exception fault)
        {
            if (mayComeAgain)
                throw new SubmissionInterruptedException("Storage failed half-way. Repeat the request with the same key: what was accepted is not accepted twice.", fault);

            var outcomes = await WithdrawAsync(rows);
            if (outcomes.All(outcome => outcome == Withdrawal.Withdrawn))
                throw;
            if (!outcomes.All(outcome => outcome == Withdrawal.Taken))
                throw new SubmissionInterruptedException(Describe(rows, outcomes), fault);
        }
    }

    private async Task<Withdrawal[]> WithdrawAsync(IReadOnlyList<EmailRow> rows)
    {
        var outcomes = new Withdrawal[rows.Count];
        using var timeout = new CancellationTokenSource(WithdrawalTimeout, time);
        await ForEachAsync(
            rows.Count,
            async (n, _) =>
            {
                try
                {
                    outcomes[n] = await status.TryDeleteAsync(rows[n], timeout.Token) ? Withdrawal.Withdrawn : Withdrawal.Taken;
                }
                catch (Exception fault) when (fault is RequestFailedException or AggregateException or OperationCanceledException)
                {
                    Log.NotWithdrawn(logger, fault, rows[n].Id.ToString(), rows[n].Tenant);
                }
            },
            CancellationToken.None);
        return outcomes;
    }

    private static string Describe(IReadOnlyList<EmailRow> rows, Withdrawal[] outcomes)
    {
        return $"Storage failed half-way.{Part(Withdrawal.Taken, "are")}{Part(Withdrawal.Unknown, "may be")} Nothing else was accepted.";

        string Part(Withdrawal outcome, string verb)
        {
            var ids = rows.Where((_, n) => outcomes[n] == outcome).Select(row => row.Id.ToString()).ToList();
            return ids.Count == 0 ? "" : $" On their way {verb}: {string.Join(", ", ids)}.";
        }
    }

    private static Task ForEachAsync(int count, Func<int, CancellationToken, Task> action, CancellationToken cancellationToken) =>
        count == 1
            ? action(0, cancellationToken)
            : Parallel.ForAsync(
                0, count, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancellationToken },
                async (n, token) => await action(n, token));

    private EmailRow NewRow(string tenant, EmailId id, Email email) => new()
    {
        Id = id,
        Tenant = tenant,
        Status = email.ScheduledAt is null ? EmailStatus.Queued : EmailStatus.Scheduled,
        From = email.From.ToString(),
        ReplyTo = [.. email.ReplyTo.Select(address => address.ToString())],
        Subject = email.Subject,
        ScheduledAt = email.ScheduledAt,
        RetriedAt = time.GetUtcNow() is var now && now - id.AcceptedAt > LateAfter ? now : null,
        Tags = email.Tags,
        Stream = email.Stream,
        Recipients = RecipientList.Of(email),
        Size = MessageSize.Estimate(email),
        Advice = advisor.Advise(tenant, email),
    };

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Information, "Email {Id} of {Tenant} accepted, about {Size} bytes")]
        public static partial void Accepted(ILogger logger, string id, string tenant, long size);

        [LoggerMessage(1002, LogLevel.Warning, "Email {Id} of {Tenant} was not accepted, but its row could not be withdrawn")]
        public static partial void NotWithdrawn(ILogger logger, Exception fault, string id, string tenant);
    }
}
