using EmailDispatch.LocalHost.Inbox.Mail;
using EmailDispatch.Sandbox;

namespace EmailDispatch.LocalHost.Inbox;

/// <summary>
/// A received email in a list. <c>Sender</c> and <c>Recipients</c> are the envelope, <c>From</c>, <c>To</c> and <c>Cc</c> the header fields.
/// <c>Provider</c> is the only configured one that sends this way, or null. <c>Size</c> is in bytes, <c>Tls</c> is the TLS version.
/// </summary>
internal record InboxMessage(
    long Number, DateTimeOffset ReceivedAt, string Server, string? Provider, int Session, string ClientName, string Sender,
    IReadOnlyList<InboxRecipient> Recipients, int Size, string? Tls, string? AuthUser, bool Unanswered,
    string Subject, IReadOnlyList<MailAddress> From, IReadOnlyList<MailAddress> To, IReadOnlyList<MailAddress> Cc)
{
    private const int MaxSubject = 1_000;

    public static InboxMessage Of(ReceivedEmail email, string? provider)
    {
        var parsed = ParsedEmail.Of(email);
        return new InboxMessage(
            email.Number, email.ReceivedAt, email.Server, provider, email.Session, email.ClientName, email.Sender,
            [.. email.Recipients.Select(InboxRecipient.From)], email.Content.Length, email.Tls?.ToString(), email.AuthUser,
            email.IsUnanswered, MessageLimits.Cut(parsed.Subject, MaxSubject), parsed.From, parsed.To, parsed.Cc);
    }
}

/// <summary>
/// One email with its content. <see cref="Links"/> are those of both bodies, <see cref="RemoteImages"/> counts the images of other servers;
/// <see cref="Truncated"/> says that the email exceeds <see cref="MessageLimits"/>.
/// </summary>
internal sealed record InboxEmail : InboxMessage
{
    private readonly ParsedEmail _parsed;

    public InboxEmail(ReceivedEmail email, string? provider)
        : base(Of(email, provider)) => _parsed = ParsedEmail.Of(email);

    public IReadOnlyList<MailAddress> ReplyTo => _parsed.ReplyTo;

    public DateTimeOffset? Date => _parsed.Date;

    public string? MessageId => _parsed.MessageId;

    public IReadOnlyList<MailHeader> Headers => _parsed.Headers;

    public string? Text => _parsed.Text;

    public string? Html => _parsed.Html;

    public IReadOnlyList<MailAttachment> Attachments => _parsed.Attachments;

    public IReadOnlyList<MailLink> Links => _parsed.Links;

    public int RemoteImages => _parsed.Reading.RemoteImages;

    public bool Truncated => _parsed.Truncated;
}

/// <summary>A recipient of the envelope and the reply to its RCPT.</summary>
internal sealed record InboxRecipient(string Address, bool Accepted, string Reply)
{
    public static InboxRecipient From(ReceivedRecipient recipient) => new(recipient.Address, recipient.IsAccepted, recipient.Reply.ToString());
}
