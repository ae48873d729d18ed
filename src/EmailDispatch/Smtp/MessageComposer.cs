using System.Text;
using EmailDispatch.Emails;
using MimeKit;

namespace EmailDispatch.Smtp;

/// <summary>
/// Composes the MIME message of an email:
/// <c>mixed( related( alternative( text, html ), inline images ), attachments )</c>, each level only where there is something for it.
/// </summary>
internal static class MessageComposer
{
    /// <summary>Composes a message.</summary>
    /// <param name="id">Makes the Message-ID: the same in every attempt, so that a receiver can tell a repetition.</param>
    /// <param name="email">What to say.</param>
    public static MimeMessage Compose(EmailId id, Email email)
    {
        var message = new MimeMessage
        {
            MessageId = $"{id}@{email.From.AsciiDomain}",
            Date = id.AcceptedAt,
            Subject = email.Subject,
        };
        message.From.Add(ToMailbox(email.From));
        message.To.AddRange(email.To.Select(ToMailbox));
        message.Cc.AddRange(email.Cc.Select(ToMailbox));
        message.ReplyTo.AddRange(email.ReplyTo.Select(ToMailbox));

        foreach (var header in email.Headers)
            message.Headers.Add(new Header(Encoding.UTF8, header.Name, header.Value));

        message.Body = ComposeBody(email);
        return message;
    }

    /// <summary>The mailbox in MimeKit's terms.</summary>
    public static MailboxAddress ToMailbox(EmailAddress address) => new(Encoding.UTF8, address.Name, address.Address);

    private static MimeEntity ComposeBody(Email email)
    {
        var body = ComposeText(email);

        var inline = email.Attachments.Where(a => IsInline(a, email)).ToList();
        if (inline.Count > 0)
        {
            var related = new MultipartRelated { Root = body };
            foreach (var attachment in inline)
                related.Add(ComposeAttachment(attachment, ContentDisposition.Inline));
            body = related;
        }

        if (inline.Count == email.Attachments.Count)
            return body;

        var mixed = new Multipart("mixed") { body };
        foreach (var attachment in email.Attachments.Except(inline))
            mixed.Add(ComposeAttachment(attachment, ContentDisposition.Attachment));
        return mixed;
    }

    private static MimeEntity ComposeText(Email email)
    {
        if (email.Html is not { } html)
            return ComposeText("plain", email.Text ?? "");

        return new MultipartAlternative { ComposeText("plain", email.Text ?? HtmlText.From(html)), ComposeText("html", html) };
    }

    private static TextPart ComposeText(string subtype, string text)
    {
        var part = new TextPart(subtype);
        part.SetText(Encoding.UTF8, text.ReplaceLineEndings("\r\n"));
        return part;
    }

    private static MimePart ComposeAttachment(Attachment attachment, string disposition)
    {
        var part = new MimePart(ContentType.Parse(attachment.ContentType))
        {
            Content = new MimeContent(new MemoryStream(attachment.Content, writable: false)),
            ContentDisposition = new ContentDisposition(disposition),
            // Always, for text too: any other encoding may change line endings on the way, and a file's bytes are the sender's.
            ContentTransferEncoding = ContentEncoding.Base64,
            FileName = attachment.Filename,
        };
        if (attachment.ContentId is { } contentId)
            part.ContentId = contentId;
        return part;
    }

    /// <summary>An image that the HTML shows by its content id; without HTML there is nothing to show it in.</summary>
    private static bool IsInline(Attachment attachment, Email email) => attachment.ContentId is not null && email.Html is not null;
}
