using EmailDispatch.Sandbox;

namespace EmailDispatch.LocalHost.Inbox;

/// <summary>
/// A received email without its body; see <see cref="ReceivedEmail"/>. <c>Size</c> is in bytes, <c>Tls</c> is the TLS version, and <c>Headers</c> is
/// the header block as sent.
/// </summary>
internal sealed record InboxMessage(
    long Number, DateTimeOffset ReceivedAt, string Server, int Session, string ClientName, string Sender,
    IReadOnlyList<InboxRecipient> Recipients, int Size, string? Tls, string? AuthUser, bool Unanswered, string Headers)
{
    public static InboxMessage From(ReceivedEmail email) => new(
        email.Number, email.ReceivedAt, email.Server, email.Session, email.ClientName, email.Sender,
        [.. email.Recipients.Select(InboxRecipient.From)], email.Content.Length, email.Tls?.ToString(), email.AuthUser,
        email.IsUnanswered, HeaderBlock.Of(email.Content.Span));
}

/// <summary>A recipient of the envelope and the reply to its RCPT.</summary>
internal sealed record InboxRecipient(string Address, bool Accepted, string Reply)
{
    public static InboxRecipient From(ReceivedRecipient recipient) => new(recipient.Address, recipient.IsAccepted, recipient.Reply.ToString());
}
