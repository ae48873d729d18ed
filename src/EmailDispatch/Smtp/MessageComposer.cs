using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Smtp.Html;
using MimeKit;

namespace EmailDispatch.Smtp;

/// <summary>
/// Composes the MIME message of an email: <c>mixed( related( alternative( text, html ), inline images ), attachments )</c>, with only the levels that
/// are needed.
/// </summary>
internal static class MessageComposer
{
    // MimeKit fills quoted-printable lines with two characters more than the 76 of RFC 2045 section 6.7, hence a lower limit.
    private const int MaxEncodedLineLength = 72;

    // A quoted name is not folded, and can become twice as long.
    private const int MaxPlainNameLength = 200;

    /// <summary>
    /// Composes a message. The id determines the Message-ID, which is the same in every attempt, so receivers can detect duplicates. The provider may
    /// have its own author address and header fields.
    /// </summary>
    public static MimeMessage Compose(EmailId id, Email email, ProviderOptions provider)
    {
        if (email.Raw is not null)
            return RawComposer.Compose(id, email, provider);

        var rewrites = provider.Rewrites(email.From.Domain);
        var message = new MimeMessage
        {
            MessageId = $"{id}@{email.From.AsciiDomain}",
            Date = email.ScheduledAt ?? id.AcceptedAt,
        };
        message.From.Add(ToMailbox(SenderOf(email.From, provider)));
        message.To.AddRange(email.To.Select(ToMailbox));
        message.Cc.AddRange(email.Cc.Select(ToMailbox));
        message.ReplyTo.AddRange((rewrites && email.ReplyTo.Count == 0 ? [email.From] : email.ReplyTo).Select(ToMailbox));

        // A new message already has an empty subject.
        message.Headers.Replace(NewHeader("Subject", email.Subject));
        foreach (var header in email.Headers.Concat(UnsubscribeHeaders.Of(email)))
            message.Headers.Add(NewHeader(header.Name, header.Value));
        foreach (var (name, value) in provider.Headers)
            message.Headers.Replace(NewHeader(name, value));

        message.Body = ComposeBody(email);
        message.Prepare(EncodingConstraint.SevenBit, MaxEncodedLineLength);
        return message;
    }

    /// <summary>Composes a message as the bytes that are sent.</summary>
    public static byte[] ComposeBytes(EmailId id, Email email, ProviderOptions provider)
    {
        using var message = Compose(id, email, provider);
        using var bytes = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, bytes);
        return bytes.ToArray();
    }

    /// <summary>
    /// Tries to compose an email without its bodies and files, so that faults are found at intake, when the caller can still be told. Covers
    /// everything that goes into a header or the envelope.
    /// </summary>
    /// <returns>The fault; null if there is none.</returns>
    public static FieldError? FindFault(Email email)
    {
        if (email.Raw is not null)
            return null;

        var outline = email with
        {
            Text = "",
            Html = email.Html is null ? null : "",
            Attachments = [.. email.Attachments.Select(attachment => attachment with { Content = [], ContentType = attachment.ContentType.Length > 0 ? attachment.ContentType : FileTypes.Default })],
        };
        try
        {
            using var message = Compose(default, outline, new ProviderOptions());
            message.WriteTo(Stream.Null);
            foreach (var recipient in email.Recipients())
                ToMailbox(recipient).GetAddress(idnEncode: true);
            return null;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return new FieldError("", $"cannot be written as a message: {fault.Message}");
        }
    }

    /// <summary>The sender that a provider sends an author's email as.</summary>
    public static EmailAddress SenderOf(EmailAddress author, ProviderOptions provider) => provider.Rewrites(author.Domain)
        ? new(provider.DefaultFromAddress, provider.DefaultFromName.Length > 0 ? provider.DefaultFromName : author.Name)
        : author;

    /// <summary>Converts an address to a MimeKit mailbox.</summary>
    public static MailboxAddress ToMailbox(EmailAddress address) =>
        new(Encoding.UTF8, address.Name is { } name ? EncodedWords.Of(name, always: name.Length > MaxPlainNameLength) : null, address.Address);

    /// <summary>
    /// Creates a header without MimeKit's encoding, which turns values without a space to fold at into encoded words, and lets non-ASCII text pass in
    /// known headers.
    /// </summary>
    private static Header NewHeader(string name, string value)
    {
        var header = new Header(name, "");
        header.SetRawValue(RawValueOf(name, value));
        return header;
    }

    /// <summary>What follows the colon of a header, up to and including the last line break.</summary>
    public static byte[] RawValueOf(string name, string value) => Encoding.ASCII.GetBytes(HeaderText.Fold(name, ToAscii(name, value)) + "\r\n");

    private static string ToAscii(string name, string value)
    {
        if (StructuredHeaders.Has(name))
        {
            // Intake rejects other values; those accepted by earlier versions are percent-encoded.
            return Ascii.IsValid(value) ? value
                : StructuredHeaders.TrySplit(name, value, out var phrase, out var id) ? $"{EncodedWords.Of(phrase)} {id}"
                : string.Concat(value.EnumerateRunes().Select(rune => rune.IsAscii ? rune.ToString() : Uri.EscapeDataString(rune.ToString())));
        }

        var text = HeaderText.AsciiJson(value) ?? value;
        return EncodedWords.Of(text, always: HeaderText.LongestLine(name, text) > HeaderText.MaxLineLength);
    }

    private static MimeEntity ComposeBody(Email email)
    {
        var body = ComposeText(email);

        var shown = email.Html is { } html && email.Attachments.Any(a => a.ContentId is not null) ? ContentIds.UsedIn(html) : [];
        var inline = email.Attachments.Where(a => a.ContentId is { } id && shown.Contains(id)).ToList();
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
            // For text too: other encodings may change line endings in transit, but a file's bytes must not change.
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
}
