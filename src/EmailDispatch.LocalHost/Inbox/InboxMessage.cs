using EmailDispatch.Sandbox;

namespace EmailDispatch.LocalHost.Inbox;

/// <summary>A received email without its body.</summary>
/// <param name="Number">Its number in this inbox.</param>
/// <param name="ReceivedAt">When the final dot came.</param>
/// <param name="Server">The sandbox server that took it.</param>
/// <param name="Session">The connection it came by.</param>
/// <param name="ClientName">From EHLO.</param>
/// <param name="Sender">The reverse-path; empty is the null reverse-path.</param>
/// <param name="Recipients">Every RCPT, blind copies and refused ones too.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Tls">The version, null without encryption.</param>
/// <param name="AuthUser">Null without login.</param>
/// <param name="Unanswered">The client was never told that the email was taken.</param>
/// <param name="Headers">The header block as it was sent.</param>
internal sealed record InboxMessage(
    long Number, DateTimeOffset ReceivedAt, string Server, int Session, string ClientName, string Sender,
    IReadOnlyList<InboxRecipient> Recipients, int Size, string? Tls, string? AuthUser, bool Unanswered, string Headers)
{
    public static InboxMessage From(ReceivedEmail email) => new(
        email.Number, email.ReceivedAt, email.Server, email.Session, email.ClientName, email.Sender,
        [.. email.Recipients.Select(InboxRecipient.From)], email.Content.Length, email.Tls?.ToString(), email.AuthUser,
        email.IsUnanswered, HeaderBlock.Of(email.Content.Span));
}

/// <summary>A recipient of the envelope and what RCPT was answered.</summary>
internal sealed record InboxRecipient(string Address, bool Accepted, string Reply)
{
    public static InboxRecipient From(ReceivedRecipient recipient) => new(recipient.Address, recipient.IsAccepted, recipient.Reply.ToString());
}
