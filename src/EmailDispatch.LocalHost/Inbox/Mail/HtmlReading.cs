using System.Text;
using System.Text.RegularExpressions;
using MimeKit.Text;

namespace EmailDispatch.LocalHost.Inbox.Mail;

/// <summary>
/// What an HTML body contains. <c>Text</c> is what a reader sees, <c>Styles</c> all CSS without comments, <c>Elements</c> the names of its elements.
/// </summary>
internal sealed partial record HtmlReading(
    string Text, IReadOnlyList<MailLink> Links, int RemoteImages, string Styles, IReadOnlySet<string> Elements, IReadOnlyList<string> ImageSources)
{
    public static HtmlReading Of(string html)
    {
        var text = new StringBuilder();
        var styles = new StringBuilder();
        var links = new List<MailLink>();
        var images = new List<string>();
        var elements = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        (string Url, int Start)? open = null;
        string? raw = null;

        var tokens = new HtmlTokenizer(new StringReader(html));
        while (tokens.ReadNextToken(out var token))
        {
            if (token is HtmlTagToken tag)
            {
                raw = HtmlNames.IsRaw(tag.Name) && !tag.IsEndTag && !tag.IsEmptyElement ? tag.Name : null;
                if (tag.Id == HtmlTagId.A)
                    Close();
                if (HtmlNames.IsBlock(tag.Name))
                    text.Append(' ');
                if (tag.IsEndTag)
                    continue;
                elements.Add(tag.Name);
                Read(tag);
            }
            else if (token is HtmlDataToken { Kind: HtmlTokenKind.Data or HtmlTokenKind.ScriptData } data)
            {
                if (raw is null)
                    text.Append(data.Data);
                else if (raw.Equals("style", StringComparison.OrdinalIgnoreCase))
                    styles.Append(data.Data).Append('\n');
            }
        }

        Close();
        var css = CssComment().Replace(styles.ToString(), " ");
        return new HtmlReading(text.ToString(), links, images.Count(HtmlNames.IsRemote) + CssImage().Count(css), css, elements, images);

        void Read(HtmlTagToken tag)
        {
            foreach (var attribute in tag.Attributes)
            {
                if (attribute.Value is not { } value)
                    continue;
                if (attribute.Id == HtmlAttributeId.Href && tag.Id is HtmlTagId.A or HtmlTagId.Area && links.Count < MessageLimits.MaxLinks)
                    open ??= (value.Trim(), text.Length);
                else if (attribute.Id == HtmlAttributeId.Style)
                    styles.Append(value).Append(";\n");
                else if (attribute.Id == HtmlAttributeId.Background || attribute.Id == HtmlAttributeId.Src && tag.Id == HtmlTagId.Image)
                    images.Add(MessageLimits.Cut(value.Trim(), 200));
            }

            if (tag.Id == HtmlTagId.Area || tag.IsEmptyElement && tag.Id == HtmlTagId.A)
                Close();
        }

        void Close()
        {
            if (open is { } link)
                links.Add(new MailLink(link.Url, ParsedEmail.Collapse(MessageLimits.Cut(text.ToString(link.Start, text.Length - link.Start), 500))));
            open = null;
        }
    }

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex CssComment();

    // Not those that @import loads: a style sheet is no image.
    [GeneratedRegex(@"(?<!@import\s{0,9})url\(\s{0,9}[""']?(?:https?:)?//", RegexOptions.IgnoreCase)]
    private static partial Regex CssImage();
}

internal sealed record MailLink(string Url, string Text);
