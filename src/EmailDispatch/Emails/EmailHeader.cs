namespace EmailDispatch.Emails;

/// <summary>A header field of the caller's own, such as <c>X-Entity-Ref-ID</c>.</summary>
/// <param name="Name">The field name, RFC 5322 section 3.6.8.</param>
/// <param name="Value">The unfolded value; encoded and folded when the message is composed.</param>
public sealed record EmailHeader(string Name, string Value);
