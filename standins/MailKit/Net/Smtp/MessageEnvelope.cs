using MimeKit;

namespace MailKit.Net.Smtp;

/// <summary>The envelope as the header names it; a resent message goes by its Resent- fields (RFC 5322 section 3.6.6).</summary>
internal static class MessageEnvelope
{
    public static MailboxAddress? SenderOf(MimeMessage message) =>
        message.ResentSender
        ?? (message.ResentFrom.Count > 0 ? message.ResentFrom.Mailboxes.FirstOrDefault()
            : message.Sender ?? message.From.Mailboxes.FirstOrDefault());

    public static IEnumerable<MailboxAddress> RecipientsOf(MimeMessage message) =>
        message.ResentSender is not null || message.ResentFrom.Count > 0
            ? [.. message.ResentTo.Mailboxes, .. message.ResentCc.Mailboxes, .. message.ResentBcc.Mailboxes]
            : [.. message.To.Mailboxes, .. message.Cc.Mailboxes, .. message.Bcc.Mailboxes];
}
