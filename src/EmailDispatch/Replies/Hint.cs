namespace EmailDispatch.Replies;

/// <summary>A failure explained to an operator.</summary>
/// <param name="Code">A stable name, such as <c>smtp_auth_disabled</c>.</param>
/// <param name="Cause">One sentence: why it happens.</param>
/// <param name="Fix">One sentence: what to do.</param>
public sealed record Hint(string Code, string Cause, string Fix);
