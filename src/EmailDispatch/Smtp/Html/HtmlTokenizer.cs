using System.Buffers;

namespace EmailDispatch.Smtp.Html;

/// <summary>
/// Splits HTML into text, start tags and end tags, as in section 13.2.5 of the HTML standard. Comments and declarations are skipped. Each character
/// is read once, and nothing is allocated, because HTML comes from strangers.
/// </summary>
internal ref struct HtmlTokenizer(ReadOnlySpan<char> html)
{
    private const string WhiteSpace = " \t\r\n\f";

    private static readonly SearchValues<char> Spaces = SearchValues.Create(WhiteSpace);
    private static readonly SearchValues<char> SpacesAndSlash = SearchValues.Create(WhiteSpace + "/");
    private static readonly SearchValues<char> EndsTagName = SearchValues.Create(WhiteSpace + "/>");
    private static readonly SearchValues<char> EndsName = SearchValues.Create(WhiteSpace + "/>=");
    private static readonly SearchValues<char> EndsValue = SearchValues.Create(WhiteSpace + ">");

    private ReadOnlySpan<char> _rest = html;

    public HtmlTokenKind Kind { get; private set; }

    /// <summary>The text with its character references, or the name of the tag.</summary>
    public ReadOnlySpan<char> Value { get; private set; }

    /// <summary>The attributes of the tag, as written.</summary>
    public ReadOnlySpan<char> Attributes { get; private set; }

    /// <summary>Whether the tag is marked as having no content, which counts only within SVG and MathML.</summary>
    public readonly bool IsSelfClosing => Attributes.EndsWith("/>");

    /// <summary>Reads the next token.</summary>
    /// <returns>False at the end. As in browsers, an unclosed tag at the end is ignored.</returns>
    public bool Read()
    {
        while (_rest.Length > 0)
        {
            if (_rest[0] != '<')
                return Text(_rest.IndexOf('<'));

            var next = _rest.Length > 1 ? _rest[1] : '\0';
            if (char.IsAsciiLetter(next))
                return Tag(HtmlTokenKind.StartTag, 1);
            if (next == '/' && _rest.Length > 2 && char.IsAsciiLetter(_rest[2]))
                return Tag(HtmlTokenKind.EndTag, 2);
            if (next is not ('!' or '?' or '/'))
                return Text(1);

            SkipComment();
        }

        return false;
    }

    /// <summary>Reads the content of an element without inner tags, such as a script, up to its end tag or to the end.</summary>
    public ReadOnlySpan<char> ReadRawText(ReadOnlySpan<char> name)
    {
        var all = _rest;
        for (var from = 0; all[from..].IndexOf("</") is >= 0 and var at; from += at + 2)
        {
            var end = all[(from + at + 2)..];
            if (end.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (end.Length == name.Length || end[name.Length] is '>' or '/' || IsWhiteSpace(end[name.Length])))
            {
                _rest = all[(from + at)..];
                return all[..(from + at)];
            }
        }

        return ReadToEnd();
    }

    public ReadOnlySpan<char> ReadToEnd()
    {
        var all = _rest;
        _rest = [];
        return all;
    }

    /// <summary>
    /// Finds an attribute of the last start tag, with its character references not decoded. The first of several with the same name counts.
    /// </summary>
    public readonly bool TryGetAttribute(string name, out ReadOnlySpan<char> value)
    {
        var rest = Attributes;
        while (TryReadAttribute(ref rest, out var found, out value, out _))
        {
            if (found.Equals(name, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        value = [];
        return false;
    }

    public static bool IsWhiteSpace(char character) => WhiteSpace.Contains(character, StringComparison.Ordinal);

    private bool Text(int length)
    {
        length = length < 0 ? _rest.Length : length;
        Kind = HtmlTokenKind.Text;
        Value = _rest[..length];
        Attributes = [];
        _rest = _rest[length..];
        return true;
    }

    private bool Tag(HtmlTokenKind kind, int start)
    {
        var name = _rest[start..];
        var length = name.IndexOfAny(EndsTagName);
        if (length < 0)
        {
            _rest = [];
            return false;
        }

        var attributes = name[length..];
        var rest = attributes;
        bool isClosed;
        while (TryReadAttribute(ref rest, out _, out _, out isClosed))
        {
        }

        Kind = kind;
        Value = name[..length];
        Attributes = attributes[..^rest.Length];
        _rest = rest;
        return isClosed;
    }

    /// <summary>Reads one attribute, or else the end of the tag; <paramref name="isClosed"/> is true if the tag is closed.</summary>
    private static bool TryReadAttribute(scoped ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> name, out ReadOnlySpan<char> value, out bool isClosed)
    {
        name = value = [];
        isClosed = false;
        rest = rest[CountOf(rest, SpacesAndSlash)..];
        if (rest.Length == 0)
            return false;
        if (rest[0] == '>')
        {
            isClosed = true;
            rest = rest[1..];
            return false;
        }

        // An equals sign at the beginning belongs to the name.
        var length = 1 + LengthUntil(rest[1..], EndsName);
        name = rest[..length];
        rest = rest[length..];
        var afterName = rest[CountOf(rest, Spaces)..];
        if (afterName.Length == 0 || afterName[0] != '=')
            return true;

        rest = afterName[1..];
        rest = rest[CountOf(rest, Spaces)..];
        if (rest.Length > 0 && rest[0] is '"' or '\'')
        {
            var end = rest[1..].IndexOf(rest[0]);
            value = end < 0 ? rest[1..] : rest.Slice(1, end);
            rest = end < 0 ? [] : rest[(end + 2)..];
            return true;
        }

        value = rest[..LengthUntil(rest, EndsValue)];
        rest = rest[value.Length..];
        return true;
    }

    private static int CountOf(ReadOnlySpan<char> text, SearchValues<char> characters) =>
        text.IndexOfAnyExcept(characters) is >= 0 and var count ? count : text.Length;

    private static int LengthUntil(ReadOnlySpan<char> text, SearchValues<char> characters) =>
        text.IndexOfAny(characters) is >= 0 and var length ? length : text.Length;

    private void SkipComment()
    {
        var isComment = _rest.StartsWith("<!--");
        var rest = _rest[(isComment ? 4 : 2)..];
        if (isComment && rest.StartsWith("->"))
        {
            _rest = rest[2..];
            return;
        }

        // The end of a comment may be the dashes of its beginning: <!-->.
        var end = !isComment || rest.StartsWith(">") ? rest.IndexOf('>') : IndexOfCommentEnd(rest);
        _rest = end < 0 ? [] : rest[(end + 1)..];
    }

    /// <summary>Returns the index of the bracket that ends a comment (<c>--></c> or <c>--!></c>), or −1.</summary>
    private static int IndexOfCommentEnd(ReadOnlySpan<char> comment)
    {
        for (var from = 0; comment[from..].IndexOf("--") is >= 0 and var at; from += at + 1)
        {
            var after = comment[(from + at + 2)..];
            if (after.StartsWith(">"))
                return from + at + 2;
            if (after.StartsWith("!>"))
                return from + at + 3;
        }

        return -1;
    }
}

/// <summary>The kinds of tokens that <see cref="HtmlTokenizer"/> reads.</summary>
internal enum HtmlTokenKind
{
    /// <summary>Text between tags.</summary>
    Text,

    StartTag,

    EndTag,
}
