namespace EmailDispatch.Emails;

/// <summary>A label on an email. Name and value have at most 256 ASCII letters, digits, underscores or hyphens, as in the Resend API.</summary>
/// <param name="Name">What is told.</param>
/// <param name="Value">Its value for this email.</param>
public sealed record Tag(string Name, string Value);
