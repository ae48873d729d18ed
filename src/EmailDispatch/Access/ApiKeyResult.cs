using EmailDispatch.Emails;

namespace EmailDispatch.Access;

/// <summary>What came of a request for a key.</summary>
/// <param name="Issued">The key; null where there are faults.</param>
/// <param name="Errors">Every fault at its field.</param>
public sealed record ApiKeyResult(IssuedKey? Issued, IReadOnlyList<FieldError> Errors);
