using EmailDispatch.Emails;

namespace EmailDispatch.Intake;

/// <summary>What became of a submission: accepted with an id, or refused with every fault.</summary>
/// <param name="Id">The id of the accepted email; null where it was refused.</param>
/// <param name="Fault">The kind of fault that decides the answer.</param>
/// <param name="Errors">Every fault found; none where it was accepted.</param>
public sealed record SubmissionResult(EmailId? Id, EmailFault Fault, IReadOnlyList<FieldError> Errors);
