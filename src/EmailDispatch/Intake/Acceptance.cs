using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using EmailDispatch.Telemetry;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Intake;

/// <summary>
/// Takes emails over, in this order: the status rows, the payload blobs where they do not fit a queue message, the queue messages.
/// Only when its message is on the queue an email is accepted. A batch is one transaction of rows, and a message for each.
/// <para>An id may come a second time, from one who died before they could tell: then the row is there already, and what may be missing
/// is the message. It is put while the row still waits for its first attempt. Of two messages one loses its claim, so that is one email.
/// Who comes with other content under that id is refused: the row, which is first, tells whose id it is, and only who agrees with it writes
/// the blob and the message.</para>
/// <para>When a message cannot be put, rows are there that nobody will send, and in a batch messages that somebody may be sending already.
/// What was put cannot be taken back, but its row can, by its version, as long as nobody has claimed it; a message without a row is dropped.
/// So the emails of ids that are ours alone are withdrawn, and "nothing was accepted" is true again. An email that was claimed meanwhile is
/// on its way: where all are, they are accepted after all; where some are, the fault names them. Ids that may come again are not withdrawn,
/// for one who goes on under the same id may count on the row; the next try finishes what this one began.</para>
/// <para>Rows whose insertion was not answered may be there all the same. No message names them, so they are withdrawn whatever their
/// version. What cannot be withdrawn, or is left by a process that died, stays unconfirmed (<see cref="EmailRow.IsUnconfirmed"/>): it is
/// never sent, and ends as not accepted. Likewise a blob is a draft until the message is put.</para>
/// <para>A caller who goes is heard before the rows are inserted and after: an insertion that is given up on the way may be done all the
/// same, and nobody would know which rows to withdraw.</para>
/// </summary>
public sealed partial class Acceptance(StatusStore status, StatusBatches batches, DispatchQueue queue, EmailAdvisor advisor, TimeProvider time, ILogger<Acceptance> logger)
{
    private const int MaxConcurrency = 16;

    // An id may be older than the email's acceptance: a drop had to wait. It is not tried less long for that.
    private static readonly TimeSpan LateAfter = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan WithdrawalTimeout = TimeSpan.FromSeconds(10);

    // Without a message nothing depends on it: the answer is true either way.
    private static readonly TimeSpan CleanUpTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Accepts one email under its id.</summary>
    /// <param name="tenant">Whose email it is.</param>
    /// <param name="id">Its id.</param>
    /// <param name="email">The email.</param>
    /// <param name="content">SHA-256 of the submission, where another may try under the same id, at the same time or later; else null.</param>
    /// <param name="senderId">How its sender names it, where not by its id.</param>
    /// <param name="cancellationToken">Nothing is accepted then, but for rows of ids that may come again, once they are inserted.</param>
    /// <exception cref="RequestFailedException">Storage did not take it; nothing was accepted.</exception>
    /// <exception cref="SubmissionInterruptedException">Storage failed half-way.</exception>
    /// <returns>The row, as it is or as it was; null where another email has the id.</returns>
    public async Task<EmailRow?> AcceptAsync(string tenant, EmailId id, Email email, string? content, Guid? senderId, CancellationToken cancellationToken)
    {
        using var activity = DispatchTelemetry.StartAccept();
        activity.Describe(id.ToString(), tenant);
        cancellationToken.ThrowIfCancellationRequested();
        var wanted = NewRow(tenant, id, email) with { Content = content, GivenId = senderId };
        var row = (await InsertAsync([wanted], async () => [await status.InsertAsync(wanted, CancellationToken.None)], mayComeAgain: content is not null))[0];
        if (row.Content != content)
            return null;

        await PutAllAsync([email], [row], mayComeAgain: content is not null, cancellationToken);
        return row;
    }

    /// <summary>Likewise a batch, whose ids are of the same instant.</summary>
    public async Task AcceptAllAsync(string tenant, IReadOnlyList<(EmailId Id, Email Email)> emails, bool mayComeAgain, CancellationToken cancellationToken)
    {
        using var activity = DispatchTelemetry.StartAccept();
        activity.Describe(emails[0].Id.ToString(), tenant);
        cancellationToken.ThrowIfCancellationRequested();
        var wanted = emails.Select(e => NewRow(tenant, e.Id, e.Email)).ToList();
        var rows = await InsertAsync(wanted, () => batches.InsertAsync(wanted, CancellationToken.None), mayComeAgain);
        await PutAllAsync([.. emails.Select(e => e.Email)], rows, mayComeAgain, cancellationToken);
    }

    private async Task<IReadOnlyList<EmailRow>> InsertAsync(IReadOnlyList<EmailRow> wanted, Func<Task<IReadOnlyList<EmailRow>>> insertAsync, bool mayComeAgain)
    {
        try
        {
            var rows = (await insertAsync()).ToArray();
            for (var n = 0; n < rows.Length; n++)
            {
                if (rows[n].Status == EmailStatus.Rejected)
                    rows[n] = await RenewAsync(wanted[n], rows[n]);
            }

            return rows;
        }
        catch when (!mayComeAgain)
        {
            await WithdrawAsync([.. wanted.Select(row => row with { ETag = ETag.All })], CleanUpTimeout);
            throw;
        }
    }

    // A drop that was refused under this id was no email, and a try that came to nothing was not accepted: this one may be.
    private async Task<EmailRow> RenewAsync(EmailRow wanted, EmailRow found)
    {
        await status.TryDeleteAsync(found, CancellationToken.None);
        return await status.InsertAsync(wanted, CancellationToken.None);
    }

    private async Task PutAsync(Email email, EmailRow row, CancellationToken cancellationToken)
    {
        if (row.Status == EmailStatus.Rejected)
            throw new InvalidOperationException($"The row of {row.Id} was changed by another at the same time.");

        // Further on: an earlier try under this id had come to its end.
        if (row is not { Status: EmailStatus.Queued or EmailStatus.Scheduled, AttemptNumber: 0 })
            return;

        var draft = new DispatchMessage { Id = row.Id.ToString(), Tenant = row.Tenant, Attempt = 1, Etag = row.ETag.ToString(), DueAt = row.ScheduledAt };
        var message = await queue.WithPayloadAsync(draft, row.Id, email, cancellationToken);
        var delay = row.ScheduledAt - time.GetUtcNow() ?? TimeSpan.Zero;
        await queue.SendAsync(message with { DueAt = row.ScheduledAt ?? row.RetriedAt }, delay, cancellationToken);
        await MarkAcceptedAsync(message);
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
        catch (Exception fault) when (fault is RequestFailedException or AggregateException or OperationCanceledException)
        {
            Log.NotMarked(logger, fault, message.Id, message.Tenant);
        }
    }

    private async Task PutAllAsync(
        IReadOnlyList<Email> emails, IReadOnlyList<EmailRow> rows, bool mayComeAgain, CancellationToken cancellationToken)
    {
        // Rows that are not withdrawn get their messages, whether or not the caller waits.
        var interruption = mayComeAgain ? CancellationToken.None : cancellationToken;
        try
        {
            await ForEachAsync(rows.Count, (n, token) => PutAsync(emails[n], rows[n], token), interruption);
        }
        catch (Exception fault)
        {
            if (mayComeAgain)
                throw new SubmissionInterruptedException("Storage failed half-way. Repeat the request with the same key: what was accepted is not accepted twice.", fault);

            var outcomes = await WithdrawAsync(rows, WithdrawalTimeout);
            if (outcomes.All(outcome => outcome == Withdrawal.Withdrawn))
                throw;
            if (!outcomes.All(outcome => outcome == Withdrawal.Taken))
                throw new SubmissionInterruptedException(Describe(rows, outcomes), fault);
        }
    }

    private async Task<Withdrawal[]> WithdrawAsync(IReadOnlyList<EmailRow> rows, TimeSpan within)
    {
        var outcomes = new Withdrawal[rows.Count];
        using var timeout = new CancellationTokenSource(within, time);
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
        OriginalTo = email.OriginalTo ?? [],
        Size = MessageSize.Estimate(email),
        Advice = advisor.Advise(tenant, email),
        IsUnconfirmed = true,
    };

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Information, "Email {Id} of {Tenant} accepted, about {Size} bytes")]
        public static partial void Accepted(ILogger logger, string id, string tenant, long size);

        [LoggerMessage(1002, LogLevel.Warning, "Email {Id} of {Tenant} was not accepted, but its row could not be withdrawn")]
        public static partial void NotWithdrawn(ILogger logger, Exception fault, string id, string tenant);

        [LoggerMessage(1003, LogLevel.Warning, "Email {Id} of {Tenant} is accepted, but its payload is still marked as a draft: only its message brings it on")]
        public static partial void NotMarked(ILogger logger, Exception fault, string id, string tenant);
    }
}

/// <summary>Storage failed when a submission was accepted in part, or may have been. The message is for the submitter, and says which part.</summary>
public sealed class SubmissionInterruptedException(string message, Exception inner) : Exception(message, inner);

/// <summary>What became of taking an email back before it was accepted.</summary>
internal enum Withdrawal
{
    /// <summary>Storage did not tell.</summary>
    Unknown,

    /// <summary>It will not be sent.</summary>
    Withdrawn,

    /// <summary>It is being sent already.</summary>
    Taken,
}
