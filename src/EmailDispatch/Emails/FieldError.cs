namespace EmailDispatch.Emails;

/// <summary>One fault of a request, at the field that has it.</summary>
/// <param name="Field">Path of the field as the caller wrote it, such as <c>to[0]</c> or <c>attachments[1].content</c>; empty for the body as a whole.</param>
/// <param name="Message">What is wrong and what would be right, one sentence.</param>
public sealed record FieldError(string Field, string Message);
