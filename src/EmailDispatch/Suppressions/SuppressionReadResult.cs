using EmailDispatch.Emails;

namespace EmailDispatch.Suppressions;

/// <summary>A request to put addresses on a list, or what is wrong with it.</summary>
/// <param name="Request">The request; null where there are faults.</param>
/// <param name="Fault">The kind of fault.</param>
/// <param name="Errors">Every fault at its field.</param>
public sealed record SuppressionReadResult(SuppressionRequest? Request, EmailFault Fault, IReadOnlyList<FieldError> Errors);
