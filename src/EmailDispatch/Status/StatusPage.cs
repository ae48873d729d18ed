namespace EmailDispatch.Status;

/// <summary>One page of a list.</summary>
/// <param name="Rows">The rows, newest first.</param>
/// <param name="HasMore">Whether there are older ones.</param>
public sealed record StatusPage(IReadOnlyList<EmailRow> Rows, bool HasMore);
