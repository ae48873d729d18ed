using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Intake.Idempotency;
using EmailDispatch.Senders;
using EmailDispatch.Status;

namespace EmailDispatch.Intake;

/// <summary>
/// Takes batches. Each email is read and checked as if it were submitted alone. With an idempotency key, an id is reserved for every position in
/// the batch, so a repeat after a crash gives every email the same id.
/// </summary>
public sealed class BatchIntake(SubmissionReader reader, IntakeGate gate, Acceptance acceptance, IdempotencyKeys keys, StatusStore status, SenderQuotas quotas)
{
    private const int MaxMessageLength = 300;

    /// <summary>Reads, validates and accepts a batch, a UTF-8 JSON array of emails.</summary>
    /// <exception cref="RequestFailedException">Storage failed; nothing was accepted.</exception>
    /// <exception cref="IntakeBusyException">There is no room for it; nothing was accepted.</exception>
    /// <exception cref="SubmissionInterruptedException">Storage failed halfway; the message says what was accepted.</exception>
    public async Task<BatchResult> SubmitAsync(
        Submitter submitter, ReadOnlyMemory<byte> json, BatchValidation validation, string? idempotencyKey, CancellationToken cancellationToken)
    {
        if (idempotencyKey is not null && IdempotentRequest.FindFault(idempotencyKey) is { } invalid)
            return BatchResult.Refused(EmailFault.InvalidKey, invalid);

        var (parts, refusal) = BatchReader.Read(json);
        if (refusal is not null)
            return refusal;

        var reads = new List<EmailReadResult>(parts.Count);
        foreach (var part in parts)
            reads.Add(await reader.ReadOfBatchAsync(submitter, part.Json, part.Before, cancellationToken));
        refusal = FindRefusal(reads, validation);
        using var place = refusal is null ? await gate.EnterAsync(cancellationToken) : null;
        if (idempotencyKey is null)
            return refusal ?? await AcceptAsync(status.NewIds(reads.Count), mayComeAgain: false);

        var request = IdempotentRequest.Of(submitter.Tenant, idempotencyKey, $"batch-{validation}", json.Span);
        return await keys.OnceAsync(request, refusal, status.NewIds(reads.Count), ids => AcceptAsync(ids, mayComeAgain: true), cancellationToken);

        async Task<BatchResult> AcceptAsync(IReadOnlyList<EmailId> ids, bool mayComeAgain)
        {
            var emails = ids.Zip(reads).Where(pair => pair.Second.Email is not null).ToList();
            return await quotas.CountAsync(submitter.Tenant, submitter.Key, emails.Count, async () =>
            {
                await acceptance.AcceptAllAsync(submitter.Tenant, emails, mayComeAgain, cancellationToken);
                return new BatchResult([.. emails.Select(pair => pair.First)], LeftOut(reads), EmailFault.None, []);
            }, _ => true);
        }
    }

    /// <summary>Why the whole batch is refused; null if any of it is accepted.</summary>
    private static BatchResult? FindRefusal(List<EmailReadResult> reads, BatchValidation validation)
    {
        var refused = reads.Where(read => read.Email is null).ToList();
        if (refused.Count == 0)
            return null;

        var isLayoutUnusable = refused.Exists(read => read.Fault == EmailFault.LayoutUnusable);
        if (validation == BatchValidation.Permissive && !isLayoutUnusable)
            return refused.Count == reads.Count ? new BatchResult([], LeftOut(reads), EmailFault.None, []) : null;

        var errors = reads.SelectMany((read, n) => read.Errors.Select(error => error with { Field = FieldOf(n, error) })).ToList();
        var fault = isLayoutUnusable ? EmailFault.LayoutUnusable : refused.TrueForAll(read => read.Fault == refused[0].Fault) ? refused[0].Fault : EmailFault.Invalid;
        return BatchResult.Refused(fault, errors);
    }

    private static List<BatchError> LeftOut(List<EmailReadResult> reads) =>
        [.. reads.Index().Where(e => e.Item.Email is null).Select(e => new BatchError(e.Index, Describe(e.Item.Errors)))];

    private static string Describe(IReadOnlyList<FieldError> errors) =>
        TextSafety.Shorten(string.Join("; ", errors.Take(10).Select(e => $"{e.Field} {e.Message}".Trim())), MaxMessageLength);

    private static string FieldOf(int index, FieldError error) => error.Field.Length == 0 ? $"[{index}]" : $"[{index}].{error.Field}";
}

/// <summary>How an invalid email affects its batch.</summary>
public enum BatchValidation
{
    /// <summary>The whole batch is refused.</summary>
    Strict,

    /// <summary>The invalid email is left out and the others are accepted.</summary>
    Permissive,
}

/// <summary>The result of a batch. If accepted, it is stored in this form under its idempotency key.</summary>
/// <param name="Ids">The ids of the accepted emails, in the order of the batch; empty if it was refused.</param>
/// <param name="LeftOut">The emails that a permissive batch left out.</param>
/// <param name="Fault">The kind of fault the batch was refused for.</param>
/// <param name="Errors">Every fault found in a refused batch; the field begins with the email's position: <c>[3].to[0]</c>.</param>
public sealed record BatchResult(
    IReadOnlyList<EmailId> Ids, IReadOnlyList<BatchError> LeftOut, EmailFault Fault, IReadOnlyList<FieldError> Errors) : IAnswer<BatchResult>
{
    static JsonTypeInfo<BatchResult> IAnswer<BatchResult>.Json => IntakeJson.Relaxed.BatchResult;

    /// <summary>Whether this is the answer to an earlier request with the same key.</summary>
    [JsonIgnore]
    public bool IsReplayed { get; init; }

    public static BatchResult Refused(EmailFault fault, params IReadOnlyList<FieldError> errors) => new([], [], fault, errors);

    BatchResult IAnswer<BatchResult>.Replayed() => this with { IsReplayed = true };
}

/// <summary>An email that was left out of a batch: its position from 0, and what is wrong with it, shortened if long.</summary>
public sealed record BatchError(int Index, string Message);
