using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Smtp.Html;
using MimeKit;

namespace EmailDispatch.Smtp;

/// <summary>
/// Composes the MIME message of an email:
/// <c>mixed( related( alternative( text, html ), inline images ), attachments )</c>, each level only where there is something for it.
/// </summary>
internal static class MessageComposer
{
    // MimeKit fills a line of 78 characters with one encoded word or one quoted-printable line; RFC 2047 section 2 allows 75 and
    // RFC 2045 section 6.7 allows 76.
    private const int MaxEncodedLineLength = 72;

    private static readonly FormatOptions Format = NewFormat();

    /// <summary>Composes a message.</summary>
    /// <param name="id">Makes the Message-ID: the same in every attempt, so that a receiver can tell a repetition.</param>
    /// <param name="email">What to say.</param>
    /// <param name="provider">May ask for an author of its own, and for header fields.</param>
    public static MimeMessage Compose(EmailId id, Email email, ProviderOptions provider)
    {
        var rewrites = provider.Rewrites(email.From.Domain);
        var message = new MimeMessage
        {
            MessageId = $"{id}@{email.From.AsciiDomain}",
            Date = email.ScheduledAt ?? id.AcceptedAt,
        };
        message.From.Add(ToMailbox(rewrites ? AuthorOf(provider, email) : email.From));
        message.To.AddRange(email.To.Select(ToMailbox));
        message.Cc.AddRange(email.Cc.Select(ToMailbox));
        message.ReplyTo.AddRange((rewrites && email.ReplyTo.Count == 0 ? [email.From] : email.ReplyTo).Select(ToMailbox));

        // A new message has an empty subject already.
        message.Headers.Replace(NewHeader("Subject", email.Subject));
        foreach (var header in email.Headers.Concat(UnsubscribeHeaders.Of(email)))
            message.Headers.Add(NewHeader(header.Name, header.Value));
        foreach (var (name, value) in provider.Headers)
            message.Headers.Replace(NewHeader(name, value));

        message.Body = ComposeBody(email);
        message.Prepare(EncodingConstraint.SevenBit, MaxEncodedLineLength);
        return message;
    }

    private static EmailAddress AuthorOf(ProviderOptions provider, Email email) =>
        new(provider.DefaultFromAddress, provider.DefaultFromName.Length > 0 ? provider.DefaultFromName : email.From.Name);

    /// <summary>The mailbox in MimeKit's terms.</summary>
    public static MailboxAddress ToMailbox(EmailAddress address) =>
        new(Encoding.UTF8, address.Name is null ? null : EncodedWords.Of(address.Name), address.Address);

    private static FormatOptions NewFormat()
    {
        var format = FormatOptions.Default.Clone();
        format.MaxLineLength = MaxEncodedLineLength;
        return format;
    }

    private static Header NewHeader(string name, string value)
    {
        var header = new Header(name, "");
        header.SetValue(Format, Encoding.UTF8, IsText(header) ? EncodedWords.Of(value) : value);
        return header;
    }

    // The others have a grammar of their own, in which an encoded word stands for a part only, or for none.
    private static bool IsText(Header header) => header.Id is not (
        HeaderId.DispositionNotificationTo or HeaderId.DispositionNotificationOptions or HeaderId.InReplyTo or HeaderId.References or HeaderId.OriginalMessageId
        or HeaderId.ListArchive or HeaderId.ListHelp or HeaderId.ListOwner or HeaderId.ListPost or HeaderId.ListSubscribe or HeaderId.ListUnsubscribe);

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

        return new MultipartAlternative { ComposeText("plain", email.Text ?? email.TextOfHtml ?? HtmlText.From(html)), ComposeText("html", html) };
    }

    /// <summary>A part of text.</summary>
    public static TextPart ComposeText(string subtype, string text)
    {
        var part = new TextPart(subtype) { Content = new MimeContent(new PartContent(NetworkText.Encode(text))) };
        part.ContentType.Charset = "utf-8";
        return part;
    }

    private static MimePart ComposeAttachment(Attachment attachment, string disposition)
    {
        var part = new MimePart(ContentType.Parse(attachment.ContentType))
        {
            Content = new MimeContent(new PartContent(attachment.Content)),
            // Always, for text too: any other encoding may change line endings on the way, and a file's bytes are the sender's.
            ContentTransferEncoding = ContentEncoding.Base64,
        };
        if (attachment.ContentId is { } contentId)
            part.ContentId = contentId;
        SetFileName(part, disposition, attachment.Filename);
        return part;
    }

    private static void SetFileName(MimePart part, string disposition, string filename)
    {
        if (LongFileName.Needs(filename))
        {
            part.Headers.Replace(LongFileName.ToContentDisposition(disposition, filename));
            return;
        }

        part.ContentDisposition = new ContentDisposition(disposition);
        part.FileName = filename;
    }

    /// <summary>An image that the HTML shows by its content id; without HTML there is nothing to show it in.</summary>
    private static bool IsInline(Attachment attachment, Email email) => attachment.ContentId is not null && email.Html is not null;
}
