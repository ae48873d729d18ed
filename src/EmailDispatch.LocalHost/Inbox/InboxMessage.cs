using EmailDispatch.Sandbox;

namespace EmailDispatch.LocalHost.Inbox;

/// <summary>A received email without its body.</summary>
/// <param name="Number">Its number in this inbox.</param>
/// <param name="ReceivedAt">When the final dot arrived.</param>
/// <param name="Server">The sandbox server that accepted it.</param>
/// <param name="Session">The number of its connection.</param>
/// <param name="ClientName">The name in EHLO.</param>
/// <param name="Sender">The reverse-path; empty is the null reverse-path.</param>
/// <param name="Recipients">Every RCPT, including blind copies and refused ones.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Tls">The TLS version, or null.</param>
/// <param name="AuthUser">The user, or null without login.</param>
/// <param name="Unanswered">Whether the email was accepted but the client got no reply.</param>
/// <param name="Headers">The header block as sent.</param>
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
