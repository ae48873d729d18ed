using System.Text.Json;
using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Intake.Idempotency;
using EmailDispatch.Status;

namespace EmailDispatch.Intake;

/// <summary>The door for single emails, over HTTP and from a queue alike: read, judge, accept; and with a key, only once.</summary>
public sealed class EmailIntake(SubmissionReader reader, Acceptance acceptance, IdempotencyKeys keys, StatusStore status)
{
    // Tells it from a batch with the same body.
    private const string Kind = "email";

    /// <summary>Reads, validates and accepts one email under a new id.</summary>
    /// <param name="submitter">Whose email it is.</param>
    /// <param name="json">The request, UTF-8.</param>
    /// <param name="idempotencyKey">What makes this request and its repetitions one; null where the caller gave none.</param>
    /// <param name="cancellationToken">The caller has gone; nothing is accepted then.</param>
    /// <exception cref="RequestFailedException">Storage did not take it; nothing was accepted.</exception>
    public Task<SubmissionResult> SubmitAsync(
        Submitter submitter, ReadOnlyMemory<byte> json, string? idempotencyKey, CancellationToken cancellationToken) =>
        SubmitAsync(submitter, json, idempotencyKey, givenId: null, senderId: null, cancellationToken);

    /// <summary>
    /// Likewise, under a given id: one that is the same when the same submission comes again, so that it is one email however often it comes.
    /// Its sender may name it otherwise, by <paramref name="senderId"/>.
    /// </summary>
    public async Task<SubmissionResult> SubmitAsync(
        Submitter submitter, ReadOnlyMemory<byte> json, string? idempotencyKey, EmailId? givenId, Guid? senderId, CancellationToken cancellationToken)
    {
        if (idempotencyKey is not null && KeyFaults.Find(idempotencyKey) is { } invalid)
            return new SubmissionResult(null, EmailFault.InvalidKey, [invalid]);

        var read = await reader.ReadAsync(submitter, json, cancellationToken);
        var id = givenId ?? status.NewId();
        if (idempotencyKey is not null)
            return await SubmitOnceAsync(submitter.Tenant, IdempotentRequest.Of(submitter.Tenant, idempotencyKey, Kind, json.Span), id, senderId, read, cancellationToken);
        if (read.Email is not { } email)
            return new SubmissionResult(null, read.Fault, read.Errors);

        var content = givenId is null ? null : IdempotentRequest.ContentOf(Kind, json.Span);
        return Result(await acceptance.AcceptAsync(submitter.Tenant, id, email, content, senderId, cancellationToken), email);
    }

    private async Task<SubmissionResult> SubmitOnceAsync(
        string tenant, IdempotentRequest request, EmailId id, Guid? senderId, EmailReadResult read, CancellationToken cancellationToken)
    {
        // What is refused now may have been accepted before: a time that has passed since, a provider that has gone.
        var reservation = read.Email is null
            ? await keys.FindAsync(request, cancellationToken)
            : await keys.ReserveAsync(request, [id], cancellationToken);

        switch (reservation.State)
        {
            case ReservationState.Answered:
                return JsonSerializer.Deserialize(reservation.Answer, IntakeJson.Relaxed.SubmissionResult)! with { IsReplayed = true };
            case ReservationState.OtherRequest:
                return new SubmissionResult(null, EmailFault.KeyOfOtherRequest, [KeyFaults.OfOtherRequest]);
            case ReservationState.InUse:
                return new SubmissionResult(null, EmailFault.KeyInUse, [KeyFaults.InUse]);
            case ReservationState.Free:
                return new SubmissionResult(null, read.Fault, read.Errors);
        }

        EmailRow? row;
        try
        {
            row = await acceptance.AcceptAsync(tenant, reservation.Ids[0], read.Email!, request.Content, senderId, cancellationToken);
        }
        catch
        {
            await keys.ReleaseAsync(reservation);
            throw;
        }

        var result = Result(row, read.Email!);
        if (result.Fault != EmailFault.None)
        {
            await keys.ReleaseAsync(reservation);
            return result;
        }

        await keys.CompleteAsync(reservation, JsonSerializer.SerializeToUtf8Bytes(result, IntakeJson.Relaxed.SubmissionResult));
        return result;
    }

    private static SubmissionResult Result(EmailRow? row, Email email) => row is null
        ? new SubmissionResult(null, EmailFault.IdTaken, [new FieldError("id", "is that of another email, whose content is different")])
        : new SubmissionResult(row.Id, EmailFault.None, []) { Status = email.ScheduledAt is null ? EmailStatus.Queued : EmailStatus.Scheduled, ScheduledAt = row.ScheduledAt, Advice = row.Advice };
}
