using EmailDispatch.Emails;

namespace EmailDispatch.Access;

/// <summary>A request for a key, or what is wrong with it.</summary>
/// <param name="Request">The request; null where there are faults.</param>
/// <param name="Fault">The kind of fault.</param>
/// <param name="Errors">Every fault at its field.</param>
public sealed record ApiKeyReadResult(ApiKeyRequest? Request, EmailFault Fault, IReadOnlyList<FieldError> Errors);
