using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace EmailDispatch.Smtp;

/// <summary>The plain text of an HTML body: a message with HTML alone is punished by spam filters and unreadable in text clients.</summary>
internal static class HtmlText
{
    private static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase)
    {
        "address", "article", "aside", "blockquote", "center", "div", "dl", "dt", "dd", "fieldset", "figure", "footer", "form",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul",
    };

    private static readonly HashSet<string> Paragraphs = new(StringComparer.OrdinalIgnoreCase)
    {
        "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul",
    };

    private static readonly HashSet<string> Hidden = new(StringComparer.OrdinalIgnoreCase) { "head", "script", "style", "template", "title" };

    public static string From(string html)
    {
        var writer = new TextBuilder();
        using var document = new HtmlParser().ParseDocument(html);
        if (document.Body is { } body)
            Append(body, writer);
        return writer.ToString();
    }

    private static void Append(INode root, TextBuilder writer)
    {
        // An explicit stack: the nesting of hostile HTML is as deep as its sender likes.
        var pending = new Stack<(INode Node, bool IsEnd)>();
        pending.Push((root, false));
        while (pending.TryPop(out var step))
        {
            var (node, isEnd) = step;
            if (node is IText text)
            {
                writer.AppendWords(text.Data);
            }
            else if (node is IElement element && !Hidden.Contains(element.LocalName))
            {
                if (isEnd)
                {
                    End(element, writer);
                    continue;
                }

                Begin(element, writer);
                pending.Push((node, true));
                for (var child = node.LastChild; child is not null; child = child.PreviousSibling)
                    pending.Push((child, false));
            }
        }
    }

    private static void Begin(IElement element, TextBuilder writer)
    {
        var name = element.LocalName;
        if (name == "br")
            writer.BreakLine();
        else if (Paragraphs.Contains(name))
            writer.BreakParagraph();
        else if (Blocks.Contains(name))
            writer.BreakIfNeeded();

        if (name == "li")
            writer.AppendRaw("- ");
        else if (name == "img" && element.GetAttribute("alt") is { Length: > 0 } alternative)
            writer.AppendWords(alternative);
        else if (name is "td" or "th")
            writer.AppendWords(" ");
    }

    private static void End(IElement element, TextBuilder writer)
    {
        var name = element.LocalName;
        if (name == "a" && element.GetAttribute("href") is { Length: > 0 } href && IsWorthShowing(href, element.TextContent))
            writer.AppendRaw($" ({href})");
        else if (Paragraphs.Contains(name))
            writer.BreakParagraph();
        else if (Blocks.Contains(name))
            writer.BreakIfNeeded();
    }

    private static bool IsWorthShowing(string href, string text) =>
        (href.StartsWith("http", StringComparison.OrdinalIgnoreCase) || href.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
        && !href.EndsWith(text.Trim(), StringComparison.OrdinalIgnoreCase);

    /// <summary>Collapses white space as a browser would, and keeps at most one blank line.</summary>
    private sealed class TextBuilder
    {
        private readonly StringBuilder _text = new();
        private int _breaks;
        private bool _space;

        public void AppendWords(string words)
        {
            foreach (var character in words)
            {
                if (char.IsWhiteSpace(character) && character != '\u00A0')
                    _space = true;
                else
                    Append(character);
            }
        }

        public void AppendRaw(string text)
        {
            foreach (var character in text)
            {
                if (character == ' ')
                    _space = true;
                else
                    Append(character);
            }

            // A list marker keeps its space.
            if (text.EndsWith(' ') && _text.Length > 0)
                _space = true;
        }

        public void BreakLine() => _breaks = Math.Min(_breaks + 1, 2);

        public void BreakIfNeeded() => _breaks = Math.Max(_breaks, 1);

        public void BreakParagraph() => _breaks = 2;

        public override string ToString() => _text.Append('\n').ToString();

        private void Append(char character)
        {
            if (_breaks > 0 && _text.Length > 0)
                _text.Append('\n', _breaks);
            else if (_space && _text.Length > 0)
                _text.Append(' ');
            (_breaks, _space) = (0, false);
            _text.Append(character);
        }
    }
}
