using System.Text;
using EmailDispatch.Sandbox;
using MimeKit;
using MimeKit.Text;

namespace EmailDispatch.LocalHost.Inbox.Mail;

/// <summary>
/// Rewrites the HTML of an email for the frame that shows it: only elements and attributes without behaviour, images of the message put in, links
/// dead. The frame may neither run scripts nor load anything even without this: its policy and its sandbox each forbid it.
/// </summary>
internal sealed class FrameContent
{
    private const string Head =
        "<!doctype html><meta charset=\"utf-8\"><style>html { color-scheme: light; background: #fff; } "
        + "body { margin: 16px; color: #1d1f22; font: 15px/1.5 system-ui, sans-serif; overflow-wrap: break-word; } "
        + "img { max-width: 100%; } a { color: #1f5a92; text-decoration: underline; }</style>";

    private readonly bool _remoteImages;
    private readonly Dictionary<string, MimePart> _images = new(StringComparer.Ordinal);
    private int _bytesLeft = MessageLimits.MaxInlineImageBytes;

    private FrameContent(ReceivedEmail email, bool remoteImages)
    {
        _remoteImages = remoteImages;
        foreach (var part in MailParts.Attachments(BoundedParser.Parse(email.Content).Message).OfType<MimePart>())
        {
            if (part.ContentId is { Length: > 0 } id && part.ContentType.IsMimeType("image", "*"))
                _images.TryAdd(id, part);
        }
    }

    /// <param name="email">An email with HTML.</param>
    /// <param name="remoteImages">Whether images of other servers stay.</param>
    public static string Of(ReceivedEmail email, bool remoteImages)
    {
        var content = new FrameContent(email, remoteImages);
        return content.Rewrite(ParsedEmail.Of(email).Html ?? "");
    }

    private string Rewrite(string html)
    {
        using var text = new StringWriter(new StringBuilder(Head));
        using var writer = new HtmlWriter(text);
        var tokens = new HtmlTokenizer(new StringReader(html));
        string? raw = null;
        while (tokens.ReadNextToken(out var token))
        {
            if (token is HtmlTagToken tag)
            {
                raw = HtmlNames.IsRaw(tag.Name) && !tag.IsEndTag && !tag.IsEmptyElement ? tag.Name : null;
                if (HtmlNames.IsShown(tag.Name))
                    Write(writer, tag);
            }
            else if (token is HtmlDataToken { Kind: HtmlTokenKind.Data } data)
            {
                if (raw is null)
                    writer.WriteText(data.Data);
                else if (raw.Equals("style", StringComparison.OrdinalIgnoreCase))
                    writer.WriteMarkupText(data.Data);
            }
        }

        writer.Flush();
        return text.ToString();
    }

    private void Write(HtmlWriter writer, HtmlTagToken tag)
    {
        if (tag.IsEndTag)
        {
            writer.WriteEndTag(tag.Name);
            return;
        }

        writer.WriteStartTag(tag.Name);
        foreach (var attribute in tag.Attributes)
        {
            var value = attribute.Value ?? "";
            if (attribute.Id is HtmlAttributeId.Src or HtmlAttributeId.Background)
                value = Image(value.Trim()) ?? "";
            else if (attribute.Id == HtmlAttributeId.Href && IsFollowed(value.Trim()))
                writer.WriteAttribute("title", value.Trim());
            if (attribute.Id is HtmlAttributeId.Src or HtmlAttributeId.Background ? value.Length > 0 : HtmlNames.IsShownAttribute(attribute.Name))
                writer.WriteAttribute(attribute.Name, value);
        }
    }

    private string? Image(string url)
    {
        if (url.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase))
            return url;
        if (HtmlNames.IsRemote(url))
            return _remoteImages ? url : null;
        if (_bytesLeft < 0 || !url.StartsWith("cid:", StringComparison.OrdinalIgnoreCase) || !_images.TryGetValue(Uri.UnescapeDataString(url[4..]), out var part))
            return null;

        // The frame has an origin of its own and may not load files of the page.
        var bytes = MailParts.Read(part);
        if ((_bytesLeft -= bytes.Length) < 0)
            return null;
        return $"data:{part.ContentType.MimeType};base64,{Convert.ToBase64String(bytes)}";
    }

    private static bool IsFollowed(string url) => HtmlNames.IsRemote(url) || url.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase);
}
