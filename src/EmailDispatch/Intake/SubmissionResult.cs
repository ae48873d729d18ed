using System.Text.Json.Serialization;
using EmailDispatch.Emails;
using EmailDispatch.Emails.Advising;
using EmailDispatch.Status;

namespace EmailDispatch.Intake;

/// <summary>
/// What became of a submission: accepted with an id, or refused with every fault. An accepted one is kept under its idempotency key
/// as it is here, so that a repetition gets the same answer.
/// </summary>
/// <param name="Id">The id of the accepted email; null where it was refused.</param>
/// <param name="Fault">The kind of fault that decides the answer.</param>
/// <param name="Errors">Every fault found; none where it was accepted.</param>
public sealed record SubmissionResult(EmailId? Id, EmailFault Fault, IReadOnlyList<FieldError> Errors)
{
    /// <summary>Whether this is the answer to an earlier request with the same key.</summary>
    [JsonIgnore]
    public bool IsReplayed { get; init; }

    /// <summary>What will hurt its delivery.</summary>
    public IReadOnlyList<Advice> Advice { get; init => field = value ?? []; } = [];

    /// <summary>When it is due, as its time was read; null at once.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>Where the accepted email is on its way.</summary>
    public EmailStatus Status { get; init; } = EmailStatus.Queued;
}
