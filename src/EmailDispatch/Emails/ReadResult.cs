namespace EmailDispatch.Emails;

/// <summary>What reading the body of a request gave: what is asked for, or why not.</summary>
/// <typeparam name="T">What is asked for.</typeparam>
/// <param name="Request">What is asked for; null where there are faults.</param>
/// <param name="Fault">The kind of fault that decides the answer.</param>
/// <param name="Errors">Every fault at its field.</param>
public sealed record ReadResult<T>(T? Request, EmailFault Fault, IReadOnlyList<FieldError> Errors);
