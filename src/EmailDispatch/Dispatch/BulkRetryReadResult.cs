using EmailDispatch.Emails;

namespace EmailDispatch.Dispatch;

/// <summary>A request to try many emails again, or what is wrong with it.</summary>
/// <param name="Request">The request; null where there are faults.</param>
/// <param name="Fault">The kind of fault.</param>
/// <param name="Errors">Every fault at its field.</param>
public sealed record BulkRetryReadResult(BulkRetryRequest? Request, EmailFault Fault, IReadOnlyList<FieldError> Errors);
