using System.Text;
using System.Text.RegularExpressions;
using EmailDispatch.Emails;
using EmailDispatch.Smtp.Html;
using MimeKit;

namespace EmailDispatch.Events.Mail;

/// <summary>The text of a returned email, and the email that it returns, as far as needed.</summary>
internal sealed partial class ReturnedContent(MimeMessage message, IReadOnlyList<MimeEntity> parts, string raw)
{
    /// <summary>The maximum number of characters read from a text.</summary>
    public const int MaxTextLength = 64 * 1024;

    /// <summary>The server's text, without the returned email.</summary>
    public string Words { get; } = FindWords(parts);

    /// <summary>The header fields of the returned email, as far as given, in one text.</summary>
    public string Headers { get; } = FindHeaders(parts);

    /// <summary>The email that this one is about: by the address it was sent to, the returned email, references, or any of our ids in it.</summary>
    public EmailReference? FindReference() =>
        Texts().SelectMany(text => Ids().Matches(text).Select(match => match.Value.ToLowerInvariant()))
            .Select(id => EmailReference.TryParse(id, out var reference) ? reference : null)
            .FirstOrDefault(reference => reference is not null);

    /// <summary>Whether an address is not a mailbox but a message id or the server itself.</summary>
    public static bool IsOfServer(string address) => Ids().IsMatch(address) || Daemon().IsMatch(address);

    /// <summary>Whether an address belongs to the sender or the server, not to a recipient.</summary>
    public bool IsOwn(string address) =>
        IsOfServer(address)
        || message.To.Mailboxes.Concat(message.From.Mailboxes).Any(mailbox => mailbox.Address.Equals(address, StringComparison.OrdinalIgnoreCase))
        || SenderOf(Headers).Equals(address, StringComparison.OrdinalIgnoreCase);

    /// <summary>The recipients in the returned email's header.</summary>
    public IEnumerable<string> ReturnedRecipients() =>
        RecipientFields().Matches(Headers).SelectMany(field => Addresses.In(field.Groups["value"].Value));

    /// <summary>The complainant's address in a complaint from Outlook.com; otherwise null.</summary>
    public string? ComplainedBy() => message.Subject?.Contains("complaint about message", StringComparison.OrdinalIgnoreCase) == true && Complainer().Match(Headers) is { Success: true } field
        ? Addresses.In(field.Groups["value"].Value).FirstOrDefault()
        : null;

    /// <summary>Texts that may contain the fields of a report if no part has the right type: the server's text and parts of other types.</summary>
    public IEnumerable<string> Unread()
    {
        yield return Words;
        foreach (var part in parts.OfType<MimePart>().Where(part => part is not TextPart && part.Content is not null && !part.ContentType.IsMimeType("image", "*")))
            yield return BytesOf(part);
    }

    private static string BytesOf(MimePart part)
    {
        using var bounded = new MemoryStream();
        using var content = part.Content!.Open();
        var buffer = new byte[4 * 1024];
        for (int read; bounded.Length < MaxTextLength && (read = content.Read(buffer, 0, buffer.Length)) > 0;)
            bounded.Write(buffer, 0, read);
        return Encoding.UTF8.GetString(bounded.GetBuffer(), 0, (int)bounded.Length);
    }

    private IEnumerable<string> Texts()
    {
        string[] envelope = ["To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"];
        foreach (var name in envelope)
        {
            if (message.Headers[name] is { } value)
                yield return value;
        }

        yield return string.Join('\n', MessageIdFields().Matches(Headers).Select(field => field.Groups["value"].Value));
        yield return Headers;
        yield return string.Join('\n', message.Headers["In-Reply-To"], message.Headers["References"]);
        yield return Words;
        yield return raw;
    }

    private static string SenderOf(string headers) =>
        SenderField().Match(headers) is { Success: true } field ? Addresses.In(field.Groups["value"].Value).FirstOrDefault() ?? "" : "";

    private static string FindWords(IReadOnlyList<MimeEntity> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts.OfType<TextPart>().Where(part => !IsReturned(part)))
        {
            var words = TextOf(part);
            text.Append(part.IsHtml ? HtmlText.From(words) : words).Append('\n');
            if (text.Length > MaxTextLength)
                break;
        }

        var all = text.ToString();
        return Cut(CopyBegins().Match(all) is { Success: true } copy ? all[..copy.Index] : all);
    }

    private static string FindHeaders(IReadOnlyList<MimeEntity> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            if (part is MessagePart { Message: { } returned } && part is not MessageDeliveryStatus)
                text.AppendJoin('\n', returned.Headers.Select(header => $"{header.Field}: {header.Value}")).Append('\n');
            else if (part is TextPart words && IsReturned(words))
                text.Append(TextOf(words)).Append('\n');
            else if (part is TextPart plain && TextOf(plain) is { } all && CopyBegins().Match(all) is { Success: true } copy)
                text.Append(all.AsSpan(copy.Index)).Append('\n');
            if (text.Length > MaxTextLength)
                break;
        }

        return Folded().Replace(Cut(text.ToString().Replace("\r\n", "\n", StringComparison.Ordinal)), " ");
    }

    private static bool IsReturned(TextPart part) => part.ContentType.IsMimeType("text", "rfc822-headers") || part.ContentType.IsMimeType("text", "rfc822");

    // MimeKit falls back to Latin-1. Japanese servers often write ISO-2022-JP, some without declaring it.
    private static string TextOf(TextPart part)
    {
        try
        {
            var text = Cut(part.ContentType.Charset is { Length: > 0 and < 40 } charset && CodePagesEncodingProvider.Instance.GetEncoding(charset) is { } encoding ? part.GetText(encoding) : part.Text ?? "");
            return text.Contains("\u001b$", StringComparison.Ordinal) ? Cut(part.GetText(CodePagesEncodingProvider.Instance.GetEncoding("iso-2022-jp")!)) : text;
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException or DecoderFallbackException)
        {
            // An unknown character set.
            return Cut(part.GetText(Encoding.Latin1));
        }
    }

    private static string Cut(string text) => text.Length <= MaxTextLength ? text : text[..MaxTextLength];

    [GeneratedRegex(@"(?<![0-9a-f-])[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}(?![0-9a-f-])(?:_[a-z0-9-]{1,43}(?![a-z0-9_-]))?", RegexOptions.IgnoreCase)]
    private static partial Regex Ids();

    [GeneratedRegex(@"^(?:mailer-?daemon|postmaster|mail-?daemon|bounces?|no-?reply|double-?bounce|microsoftexchange[0-9a-f]+)(?:[+=-][^@]*)?@", RegexOptions.IgnoreCase)]
    private static partial Regex Daemon();

    // The start of the returned copy: a separating line, or the first header fields.
    [GeneratedRegex(
        @"^[ \t>*=_-]{0,40}(?:this is a copy of (?:the|your) (?:message|mail)|below this line is a copy|(?:the )?(?:header|body|text|copy)s? of (?:the|your) (?:original )?(?:message|mail)|original (?:message|mail)(?: headers?| text| follows)?|returned (?:message|mail)|unsent message|(?:the )?(?:undelivered|undeliverable|failed|rejected) message|message headers? follow|ursprüngliche nachricht|message d'origine|mensaje original)\b[^\n]{0,80}$"
        + @"|^(?:Return-Path|Received|DKIM-Signature|X-Envelope-From|Message-ID):[ \t]?[^ \t\n]",
        RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex CopyBegins();

    [GeneratedRegex(@"^(?:Message-ID|X-[A-Za-z0-9-]+):(?<value>[^\n]*)$", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex MessageIdFields();

    [GeneratedRegex(@"^(?:To|Cc|X-Original-To|Delivered-To):(?<value>[^\n]*)$", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex RecipientFields();

    [GeneratedRegex(@"^X-HmXmrOriginalRecipient:(?<value>[^\n]*)$", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Complainer();

    [GeneratedRegex(@"^From:(?<value>[^\n]*)$", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex SenderField();

    [GeneratedRegex(@"\n[ \t]+")]
    private static partial Regex Folded();
}
