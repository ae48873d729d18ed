using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EmailDispatch.Emails;
using EmailDispatch.Intake.Idempotency;
using EmailDispatch.Status;

namespace EmailDispatch.Intake;

/// <summary>The result of a submission: accepted with an id, or refused with every fault. An accepted one is stored as it is here.</summary>
/// <param name="Id">The id of the accepted email; null if it was refused.</param>
/// <param name="Fault">The kind of fault that decides the answer.</param>
/// <param name="Errors">Every fault found; none if it was accepted.</param>
public sealed record SubmissionResult(EmailId? Id, EmailFault Fault, IReadOnlyList<FieldError> Errors) : IAnswer<SubmissionResult>
{
    static JsonTypeInfo<SubmissionResult> IAnswer<SubmissionResult>.Json => IntakeJson.Relaxed.SubmissionResult;

    /// <summary>Whether this is the answer to an earlier request with the same key.</summary>
    [JsonIgnore]
    public bool IsReplayed { get; init; }

    /// <summary>What will hurt its delivery.</summary>
    public IReadOnlyList<Advice> Advice { get; init => field = value ?? []; } = [];

    /// <summary>When it is due, as its time was read; null for at once.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>The status of the accepted email.</summary>
    public EmailStatus Status { get; init; } = EmailStatus.Queued;

    /// <summary>The result of a refused submission.</summary>
    public static SubmissionResult Refused(EmailFault fault, params IReadOnlyList<FieldError> errors) => new(null, fault, errors);

    SubmissionResult IAnswer<SubmissionResult>.Replayed() => this with { IsReplayed = true };
}
