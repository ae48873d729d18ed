using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EmailDispatch.Emails;
using EmailDispatch.Intake.Idempotency;
using EmailDispatch.Status;

namespace EmailDispatch.Intake;

/// <summary>The result of a submission: accepted with an id, or refused with every fault. If accepted, it is stored in this form.</summary>
/// <param name="Id">The id of the accepted email; null if it was refused.</param>
/// <param name="Fault">The kind of fault, which decides the response.</param>
/// <param name="Errors">Every fault found; empty if it was accepted.</param>
public sealed record SubmissionResult(EmailId? Id, EmailFault Fault, IReadOnlyList<FieldError> Errors) : IAnswer<SubmissionResult>
{
    static JsonTypeInfo<SubmissionResult> IAnswer<SubmissionResult>.Json => IntakeJson.Relaxed.SubmissionResult;

    /// <summary>Whether this is the answer to an earlier request with the same key.</summary>
    [JsonIgnore]
    public bool IsReplayed { get; init; }

    /// <summary>What would become of the email, if that is all the submitter asked; nothing was stored.</summary>
    [JsonIgnore]
    public DryRunReport? DryRun { get; init; }

    /// <summary>Advice on problems that may hurt its delivery.</summary>
    public IReadOnlyList<Advice> Advice { get; init => field = value ?? []; } = [];

    /// <summary>When it is due; null for at once.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    public EmailStatus Status { get; init; } = EmailStatus.Queued;

    /// <summary>The email if the caller has claimed it (<see cref="ExpressClaim"/>); else null.</summary>
    [JsonIgnore]
    public ClaimedEmail? Claimed { get; init; }

    public static SubmissionResult Refused(EmailFault fault, params IReadOnlyList<FieldError> errors) => new(null, fault, errors);

    SubmissionResult IAnswer<SubmissionResult>.Replayed() => this with { IsReplayed = true };
}
