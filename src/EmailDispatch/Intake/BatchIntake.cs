using System.Text.Json;
using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Intake.Idempotency;
using EmailDispatch.Status;

namespace EmailDispatch.Intake;

/// <summary>
/// The door for batches. Each email is read and judged as if it came alone. With a key the batch is one request: an id is reserved for every
/// place in it, so that whoever goes on after a crash gives every email the id it had.
/// </summary>
public sealed class BatchIntake(SubmissionReader reader, Acceptance acceptance, IdempotencyKeys keys, StatusStore status)
{
    private const int MaxMessageLength = 300;

    /// <summary>Reads, validates and accepts a batch.</summary>
    /// <param name="submitter">Whose emails they are.</param>
    /// <param name="json">A JSON array of emails, UTF-8.</param>
    /// <param name="validation">What a faulty email does to the others.</param>
    /// <param name="idempotencyKey">What makes this request and its repetitions one; null where the caller gave none.</param>
    /// <param name="cancellationToken">The caller has gone; nothing is accepted then.</param>
    /// <exception cref="RequestFailedException">Storage did not take it; nothing was accepted.</exception>
    /// <exception cref="SubmissionInterruptedException">Storage failed half-way; the message says what was accepted.</exception>
    public async Task<BatchResult> SubmitAsync(
        Submitter submitter, ReadOnlyMemory<byte> json, BatchValidation validation, string? idempotencyKey, CancellationToken cancellationToken)
    {
        if (idempotencyKey is not null && KeyFaults.Find(idempotencyKey) is { } invalid)
            return BatchResult.Refused(EmailFault.InvalidKey, invalid);

        var (parts, refusal) = BatchReader.Read(json);
        if (refusal is not null)
            return refusal;

        var reads = parts.Select(part => reader.ReadOfBatch(submitter, part.Json, part.Before)).ToList();
        refusal = FindRefusal(reads, validation);
        if (idempotencyKey is not null)
        {
            var request = IdempotentRequest.Of(submitter.Tenant, idempotencyKey, $"batch-{validation}", json.Span);
            return await SubmitOnceAsync(submitter.Tenant, request, reads, refusal, cancellationToken);
        }

        return refusal ?? await AcceptAsync(submitter.Tenant, status.NewIds(reads.Count), reads, mayComeAgain: false, cancellationToken);
    }

    private async Task<BatchResult> SubmitOnceAsync(
        string tenant, IdempotentRequest request, List<EmailReadResult> reads, BatchResult? refusal, CancellationToken cancellationToken)
    {
        var reservation = refusal is not null
            ? await keys.FindAsync(request, cancellationToken)
            : await keys.ReserveAsync(request, status.NewIds(reads.Count), cancellationToken);

        switch (reservation.State)
        {
            case ReservationState.Answered:
                return JsonSerializer.Deserialize(reservation.Answer, IntakeJson.Relaxed.BatchResult)! with { IsReplayed = true };
            case ReservationState.OtherRequest:
                return BatchResult.Refused(EmailFault.KeyOfOtherRequest, KeyFaults.OfOtherRequest);
            case ReservationState.InUse:
                return BatchResult.Refused(EmailFault.KeyInUse, KeyFaults.InUse);
            case ReservationState.Free:
                return refusal!;
        }

        BatchResult result;
        try
        {
            result = await AcceptAsync(tenant, reservation.Ids, reads, mayComeAgain: true, cancellationToken);
        }
        catch
        {
            await keys.ReleaseAsync(reservation);
            throw;
        }

        await keys.CompleteAsync(reservation, JsonSerializer.SerializeToUtf8Bytes(result, IntakeJson.Relaxed.BatchResult));
        return result;
    }

    private async Task<BatchResult> AcceptAsync(
        string tenant, IReadOnlyList<EmailId> ids, List<EmailReadResult> reads, bool mayComeAgain, CancellationToken cancellationToken)
    {
        var emails = reads.Select((read, n) => (Id: ids[n], read.Email)).Where(e => e.Email is not null).Select(e => (e.Id, e.Email!)).ToList();
        await acceptance.AcceptAllAsync(tenant, emails, mayComeAgain, cancellationToken);
        return new BatchResult([.. emails.Select(e => e.Id)], LeftOut(reads), EmailFault.None, []);
    }

    /// <summary>Why nothing of the batch is accepted; null where something is.</summary>
    private static BatchResult? FindRefusal(List<EmailReadResult> reads, BatchValidation validation)
    {
        var refused = reads.Where(read => read.Email is null).ToList();
        if (refused.Count == 0)
            return null;

        if (validation == BatchValidation.Permissive)
            return refused.Count == reads.Count ? new BatchResult([], LeftOut(reads), EmailFault.None, []) : null;

        var errors = reads.SelectMany((read, n) => read.Errors.Select(error => error with { Field = FieldOf(n, error) })).ToList();
        var fault = refused.TrueForAll(read => read.Fault == refused[0].Fault) ? refused[0].Fault : EmailFault.Invalid;
        return BatchResult.Refused(fault, errors);
    }

    private static List<BatchError> LeftOut(List<EmailReadResult> reads) =>
        [.. reads.Index().Where(e => e.Item.Email is null).Select(e => new BatchError(e.Index, Describe(e.Item.Errors)))];

    private static string Describe(IReadOnlyList<FieldError> errors)
    {
        var text = string.Join("; ", errors.Take(10).Select(e => $"{e.Field} {e.Message}".Trim()));
        if (text.Length <= MaxMessageLength)
            return text;

        var length = char.IsHighSurrogate(text[MaxMessageLength - 1]) ? MaxMessageLength - 1 : MaxMessageLength;
        return $"{text[..length]}…";
    }

    private static string FieldOf(int index, FieldError error) => error.Field.Length == 0 ? $"[{index}]" : $"[{index}].{error.Field}";
}

/// <summary>What a faulty email does to the batch it is in.</summary>
public enum BatchValidation
{
    /// <summary>The batch is refused: all or none.</summary>
    Strict,

    /// <summary>It is left out, and the others are accepted.</summary>
    Permissive,
}
