using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Intake.Idempotency;
using EmailDispatch.Senders;
using EmailDispatch.Status;

namespace EmailDispatch.Intake;

/// <summary>Takes single emails, over HTTP and from a queue: reads, checks and accepts them, only once per idempotency key.</summary>
public sealed class EmailIntake(SubmissionReader reader, RequestBudget budget, IntakeGate gate, Acceptance acceptance, IdempotencyKeys keys, StatusStore status, DryRun dryRun, SenderQuotas quotas)
{
    // Distinguishes an email from a batch with the same body.
    private const string Kind = "email";
    private const string RawKind = "raw";

    /// <summary>
    /// Reads, validates and accepts one email under a new id; <paramref name="json"/> is UTF-8. With <paramref name="express"/> the caller claims it.
    /// </summary>
    /// <exception cref="RequestFailedException">Storage failed; nothing was accepted.</exception>
    /// <exception cref="QuotaExceededException">A quota is used up; nothing was accepted.</exception>
    public Task<SubmissionResult> SubmitAsync(
        Submitter submitter, ReadOnlyMemory<byte> json, string? idempotencyKey, CancellationToken cancellationToken, ExpressClaim? express = null) =>
        SubmitAsync(submitter, json, idempotencyKey, givenId: null, senderId: null, cancellationToken, express);

    /// <summary>
    /// Accepts one email under a given id, so that repeats count once; it came from a queue and needs no place. <paramref name="senderId"/> is the sender's
    /// own id, if any.
    /// </summary>
    /// <exception cref="IntakeBusyException">There is no room for it; nothing was accepted.</exception>
    /// <exception cref="ServerBusyException">There is no memory for its files; nothing was accepted.</exception>
    public async Task<SubmissionResult> SubmitAsync(
        Submitter submitter, ReadOnlyMemory<byte> json, string? idempotencyKey, EmailId? givenId, Guid? senderId, CancellationToken cancellationToken, ExpressClaim? express = null)
    {
        if (idempotencyKey is not null && IdempotentRequest.FindFault(idempotencyKey) is { } invalid)
            return SubmissionResult.Refused(EmailFault.InvalidKey, invalid);

        // Besides the body, for which a buffer of up to twice its size may have been taken.
        using var files = new RequestShare(budget, otherwise: 2L * json.Length);
        var read = await reader.ReadAsync(submitter, json, files, cancellationToken);
        return await SubmitAsync(submitter, read, Kind, json, idempotencyKey, givenId, senderId, express, cancellationToken);
    }

    /// <summary>
    /// Validates and accepts a message that is sent as it is. An idempotency key in the message wins over <paramref name="idempotencyKey"/>; it counts once for
    /// each envelope, because servers and clients send one message in several transactions, each to some of its recipients.
    /// <paramref name="repeatKey"/> is one of the message itself, for repeats that are rare: its answer is not kept (<see cref="IdempotentRequest.KeepsAnswer"/>).
    /// </summary>
    public async Task<SubmissionResult> SubmitAsync(
        Submitter submitter, RawSubmission submission, string? idempotencyKey, CancellationToken cancellationToken, ExpressClaim? express = null, string? repeatKey = null)
    {
        var read = reader.Read(submitter, submission);
        idempotencyKey = read.IdempotencyKey ?? idempotencyKey;
        if (idempotencyKey is not null && IdempotentRequest.FindFault(idempotencyKey) is { } invalid)
            return SubmissionResult.Refused(EmailFault.InvalidKey, invalid);

        var envelope = string.Concat((submission.Recipients ?? []).Order(StringComparer.Ordinal).Select(recipient => $" {recipient}"));
        var kind = $"{RawKind}{envelope}";
        if (read.IdempotencyKey is not null)
            idempotencyKey += envelope;
        return await SubmitAsync(submitter, read, kind, submission.Message, idempotencyKey ?? repeatKey, givenId: null, senderId: null, express, cancellationToken, keepsAnswer: idempotencyKey is not null || repeatKey is null);
    }

    private async Task<SubmissionResult> SubmitAsync(
        Submitter submitter, EmailReadResult read, string kind, ReadOnlyMemory<byte> body, string? idempotencyKey, EmailId? givenId, Guid? senderId,
        ExpressClaim? express, CancellationToken cancellationToken, bool keepsAnswer = true)
    {
        var refusal = read.Email is null ? SubmissionResult.Refused(read.Fault, read.Errors) : null;
        if (read.IsDryRun)
        {
            return refusal ?? (givenId is null
                ? SubmissionResult.Refused(EmailFault.None) with { DryRun = await dryRun.RunAsync(submitter.Tenant, read, cancellationToken) }
                : SubmissionResult.Refused(EmailFault.Invalid, new FieldError("dry_run", "must not be true in a drop, which nobody answers")));
        }

        // After the files were fetched, which may take long.
        using var place = givenId is null && refusal is null ? await gate.EnterAsync(cancellationToken) : null;
        var id = givenId ?? status.NewId();
        if (idempotencyKey is null)
            return refusal ?? await AcceptAsync(id, givenId is null ? null : IdempotentRequest.ContentOf(kind, body.Span));

        var request = IdempotentRequest.Of(submitter.Tenant, idempotencyKey, kind, body.Span) with { KeepsAnswer = keepsAnswer };
        return await keys.OnceAsync(request, refusal, [id], ids => AcceptAsync(ids[0], request.Content), cancellationToken);

        // An earlier try of the same request may have been accepted, and counted.
        async Task<SubmissionResult> AcceptAsync(EmailId under, string? content) => under != id && await status.ReadAsync(submitter.Tenant, under, cancellationToken) is not null
            ? await AcceptCountedAsync(under, content)
            : await quotas.CountAsync(submitter.Tenant, submitter.Key, 1, () => AcceptCountedAsync(under, content), result => result.Id is not null);

        async Task<SubmissionResult> AcceptCountedAsync(EmailId under, string? content) =>
            await acceptance.AcceptAsync(submitter.Tenant, under, read, content, senderId, cancellationToken, express) is var (row, claimed)
                ? new SubmissionResult(row.Id, EmailFault.None, [])
                {
                    Status = read.Email!.ScheduledAt is null ? EmailStatus.Queued : EmailStatus.Scheduled,
                    ScheduledAt = row.ScheduledAt,
                    Advice = row.Advice,
                    Claimed = claimed,
                }
                : SubmissionResult.Refused(EmailFault.IdTaken, new FieldError("id", "belongs to another email with different content"));
    }
}
