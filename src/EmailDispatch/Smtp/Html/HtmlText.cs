using System.Globalization;

namespace EmailDispatch.Smtp.Html;

/// <summary>
/// Converts an HTML body to plain text, because HTML-only messages are penalized by spam filters and unreadable in text clients. Hidden content is
/// omitted, links show their target, and lists, tables and preformatted text stay readable. The conversion takes one pass without a tree, and the
/// cost of a tag does not depend on how many there are, because HTML comes from strangers.
/// </summary>
internal sealed class HtmlText
{
    private readonly PlainTextWriter _writer = new();
    private readonly OpenElements _open = new();
    private readonly CharacterReferences _references = new();
    private readonly bool _showsHidden;
    private string? _link;
    private bool _skipsBreak;

    private HtmlText(bool showsHidden) => _showsHidden = showsHidden;

    /// <summary>Returns the text, ending with a line break, and cut off after <see cref="PlainTextWriter.MaxLength"/> characters.</summary>
    public static string From(string html)
    {
        // If everything is hidden, the email shows it by rules that are not read here, such as those of a style sheet.
        var (text, isEmpty) = new HtmlText(showsHidden: false).Read(html);
        return isEmpty ? new HtmlText(showsHidden: true).Read(html).Text : text;
    }

    private (string Text, bool IsEmpty) Read(ReadOnlySpan<char> html)
    {
        var tokens = new HtmlTokenizer(html);
        while (!_writer.IsFull && tokens.Read())
        {
            switch (tokens.Kind)
            {
                case HtmlTokenKind.Text: WriteText(tokens.Value); break;
                case HtmlTokenKind.StartTag: Begin(ref tokens); break;
                case HtmlTokenKind.EndTag: End(HtmlElement.Find(tokens.Value)); break;
            }
        }

        EndLink();
        return (_writer.ToString(), _writer.IsEmpty);
    }

    private void WriteText(ReadOnlySpan<char> text)
    {
        var style = _open.Style;
        if (style.IsHidden)
            return;

        // The first line break in a preformatted element only formats the HTML source.
        if (_skipsBreak)
            text = text.StartsWith("\r\n") ? text[2..] : text.StartsWith("\n") ? text[1..] : text;
        _skipsBreak = false;
        while (text.Length > 0 && !_writer.IsFull)
        {
            var read = 1;
            if (text[0] == '&')
                Write(_references.Read(text, isAttribute: false, out read), style.WhiteSpace);
            else
                _writer.Write(text[0], style.WhiteSpace);
            text = text[read..];
        }
    }

    private void Write(ReadOnlySpan<char> text, WhiteSpace whiteSpace)
    {
        foreach (var character in text)
            _writer.Write(character, whiteSpace);
    }

    private void Begin(ref HtmlTokenizer tokens)
    {
        var element = HtmlElement.Find(tokens.Value);
        CloseDownTo(_open.FindPrevious(element));
        var style = StyleOf(element, tokens);
        if (!style.IsGone)
            BeginShown(element, style, tokens);
        if (element.Is(HtmlTraits.Empty) || (tokens.IsSelfClosing && _open.HasForeign))
            return;

        _open.Open(new OpenElement(element, style, element.Name == "ol" ? NumberOf(tokens, "start") ?? 1 : null));
        _writer.IndentFor(_open.Lists);
        _skipsBreak = element.Is(HtmlTraits.Preformatted);
        if (!element.Is(HtmlTraits.RawText))
            return;

        var raw = element.Name == "plaintext" ? tokens.ReadToEnd() : tokens.ReadRawText(element.Name);
        if (element.Name == "textarea")
            WriteText(raw);
        else if (!style.IsHidden)
            Write(raw, style.WhiteSpace);
    }

    private TextStyle StyleOf(HtmlElement element, HtmlTokenizer tokens)
    {
        var style = _open.Style;
        if (element.Is(HtmlTraits.Hidden))
            style = style with { IsGone = true };
        if (element.Is(HtmlTraits.Preformatted))
            style = style with { WhiteSpace = WhiteSpace.Keep };

        // Without a document type, tables do not inherit the font size.
        if (element.Is(HtmlTraits.Table) || (element.Name == "font" && tokens.TryGetAttribute("size", out _)))
            style = style with { HasNoSize = false };
        if (tokens.TryGetAttribute("style", out var declarations))
            style = InlineStyle.Apply(declarations.Contains('&') ? _references.Decode(declarations) : declarations, element, style);
        if (tokens.TryGetAttribute("hidden", out _))
            style = style with { IsGone = true };
        return _showsHidden ? new TextStyle(_open.Style.IsGone || element.Is(HtmlTraits.Hidden), false, false, style.WhiteSpace) : style;
    }

    private void BeginShown(HtmlElement element, TextStyle style, HtmlTokenizer tokens)
    {
        Break(element);
        if (element.Is(HtmlTraits.Cell))
            _writer.Separate(_open.IsInData(isHeading: element.Name == "th") ? " |" : "");
        else if (element.Is(HtmlTraits.Item))
            _writer.Mark(_open.TakeNumber(NumberOf(tokens, "value")));
        else if (element.Name == "br")
            _writer.BreakLine();
        else if (element.Name == "img" && !style.IsHidden && tokens.TryGetAttribute("alt", out var alternative))
            Write(_references.Decode(alternative), WhiteSpace.Collapse);
        else if (element.Name == "a")
            BeginLink(style, tokens);
    }

    private void BeginLink(TextStyle style, HtmlTokenizer tokens)
    {
        EndLink();
        if (style.IsHidden || !tokens.TryGetAttribute("href", out var href))
            return;

        _link = LinkTarget.Of(_references.Decode(href));
        _writer.BeginLink();
    }

    private void EndLink()
    {
        if (_link is { } link)
            _writer.EndLink(link);
        _link = null;
    }

    private void End(HtmlElement element)
    {
        // Even if elements inside the link are still open, as in a browser.
        if (element.Name == "a")
            EndLink();

        // Browsers treat these end tags without a start tag as elements.
        var remaining = _open.FindEnd(element);
        if (remaining == _open.Count && !_open.Style.IsGone)
        {
            if (element.Is(HtmlTraits.Paragraph))
                Break(element);
            else if (element.Name == "br")
                _writer.BreakLine();
        }

        CloseDownTo(remaining);
    }

    private void CloseDownTo(int count)
    {
        while (_open.Count > count)
        {
            var isGone = _open.Style.IsGone;
            var element = _open.Close();
            if (element.Name == "a")
                EndLink();
            if (!isGone)
                Break(element);
        }

        _writer.IndentFor(_open.Lists);
    }

    // Blank lines would separate the items of a list.
    private void Break(HtmlElement element)
    {
        if (element.Is(HtmlTraits.Spaced) && _open.Lists == 0)
            _writer.BreakParagraph();
        else if (element.Is(HtmlTraits.Block))
            _writer.BreakIfNeeded();
    }

    private static int? NumberOf(HtmlTokenizer tokens, string attribute) =>
        tokens.TryGetAttribute(attribute, out var value) && int.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
