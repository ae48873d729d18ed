using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using EmailDispatch.Sandbox;
using MimeKit;
using MimeKit.IO;

namespace EmailDispatch.LocalHost.Inbox.Mail;

/// <summary>
/// A message as its readers see it, parsed at first use and kept as long as the email. Attachments are read from the message on demand.
/// </summary>
internal sealed partial class ParsedEmail
{
    private static readonly ConditionalWeakTable<ReceivedEmail, ParsedEmail> Known = [];

    private readonly Lazy<HtmlReading> _reading;
    private readonly Lazy<IReadOnlyList<MailLink>> _links;
    private readonly Lazy<string> _searchText;

    private ParsedEmail()
    {
        _reading = new(() => HtmlReading.Of(Html ?? ""));
        _links = new(() => [.. Reading.Links.Concat(LinksOfText())]);
        _searchText = new(() => Collapse($"{Text}\n{Reading.Text}"));
    }

    public string Subject { get; private init; } = "";

    public IReadOnlyList<MailAddress> From { get; private init; } = [];

    public IReadOnlyList<MailAddress> To { get; private init; } = [];

    public IReadOnlyList<MailAddress> Cc { get; private init; } = [];

    public IReadOnlyList<MailAddress> ReplyTo { get; private init; } = [];

    public DateTimeOffset? Date { get; private init; }

    public string? MessageId { get; private init; }

    public IReadOnlyList<MailHeader> Headers { get; private init; } = [];

    public string? Text { get; private init; }

    public string? Html { get; private init; }

    public IReadOnlyList<MailAttachment> Attachments { get; private init; } = [];

    /// <summary>Whether <see cref="MessageLimits"/> left something out.</summary>
    public bool Truncated { get; private init; }

    public HtmlReading Reading => _reading.Value;

    /// <summary>The links of the HTML and of the text.</summary>
    public IReadOnlyList<MailLink> Links => _links.Value;

    /// <summary>Both bodies as read, with single spaces.</summary>
    public string SearchText => _searchText.Value;

    public static ParsedEmail Of(ReceivedEmail email) => Known.GetValue(email, static email => Parse(email.Content));

    /// <summary>Returns an attachment, counted from 1.</summary>
    public static MimeEntity? Attachment(ReceivedEmail email, int number) =>
        Of(email).Attachments.Count >= number && number > 0 ? MailParts.Attachments(BoundedParser.Parse(email.Content).Message)[number - 1] : null;

    public static string Collapse(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static ParsedEmail Parse(ReadOnlyMemory<byte> content)
    {
        try
        {
            var (message, truncated) = BoundedParser.Parse(content);
            using (message)
                return Read(message, truncated);
        }
        catch (Exception)
        {
            // One email that cannot be read must not hide the others.
            return new ParsedEmail { Truncated = true };
        }
    }

    private static ParsedEmail Read(MimeMessage message, bool truncated)
    {
        var (text, longText) = MailParts.Body(message, "plain");
        var (html, longHtml) = MailParts.Body(message, "html");
        return new ParsedEmail
        {
            Subject = message.Subject ?? "",
            From = MailAddress.AllOf(message.From),
            To = MailAddress.AllOf(message.To),
            Cc = MailAddress.AllOf(message.Cc),
            ReplyTo = MailAddress.AllOf(message.ReplyTo),
            Date = message.Date == DateTimeOffset.MinValue ? null : message.Date,
            MessageId = message.MessageId,
            Headers = [.. message.Headers.Select(header => new MailHeader(header.Field, header.Value))],
            Text = text,
            Html = html,
            Attachments = [.. MailParts.Attachments(message).Select(Describe)],
            Truncated = truncated || longText || longHtml,
        };
    }

    private static MailAttachment Describe(MimeEntity part, int index)
    {
        using var size = new MeasuringStream();
        MailParts.Write(part, size);
        var name = (part as MimePart)?.FileName ?? part.ContentType.Name ?? (part is MessagePart ? $"message-{index + 1}.eml" : $"attachment-{index + 1}");
        return new MailAttachment(index + 1, name, part.ContentType.MimeType, size.Length, part.ContentId);
    }

    // Those that the HTML has too are left out.
    private IEnumerable<MailLink> LinksOfText() =>
        TextLink().Matches(Text ?? "").Take(MessageLimits.MaxLinks)
            .Select(link => link.Value.TrimEnd('.', ',', ';', ':', '!', '?', ')'))
            .Except(Reading.Links.Select(link => link.Url), StringComparer.Ordinal)
            .Select(url => new MailLink(url, ""));

    [GeneratedRegex("""https?://[^\s<>"]+""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex TextLink();
}

internal sealed record MailHeader(string Name, string Value);

/// <summary><c>Number</c> counts from 1; <c>Size</c> is in decoded bytes.</summary>
internal sealed record MailAttachment(int Number, string FileName, string ContentType, long Size, string? ContentId);
