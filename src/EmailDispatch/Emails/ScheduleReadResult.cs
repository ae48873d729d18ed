namespace EmailDispatch.Emails;

/// <summary>A scheduled email's new time, or what is wrong with the request for it.</summary>
/// <param name="At">The time, not before now; null where there are faults.</param>
/// <param name="Fault">The kind of fault.</param>
/// <param name="Errors">Every fault at its field.</param>
public sealed record ScheduleReadResult(DateTimeOffset? At, EmailFault Fault, IReadOnlyList<FieldError> Errors);
