namespace EmailDispatch.Emails;

/// <summary>What reading a request body gave: an email, or why not.</summary>
/// <param name="Email">The email; null when there are faults.</param>
/// <param name="Errors">Every fault found, in the order of the body.</param>
/// <param name="Fault">Which kind of fault decides the answer.</param>
public sealed record EmailReadResult(Email? Email, IReadOnlyList<FieldError> Errors, EmailFault Fault)
{
    internal static EmailReadResult Of(Email email) => new(email, [], EmailFault.None);

    internal static EmailReadResult Of(EmailFault fault, params IReadOnlyList<FieldError> errors) => new(null, errors, fault);
}
