using System.Globalization;
using System.Runtime.InteropServices;

namespace EmailDispatch.Smtp.Html;

/// <summary>
/// Writes text in lines. Breaks and spaces are held back until something follows, so the text does not end with any, and there is at most one blank
/// line between paragraphs. Takes at most <see cref="MaxLength"/> characters.
/// </summary>
internal sealed class PlainTextWriter
{
    /// <summary>The maximum length of a text in characters; more than anyone reads.</summary>
    internal const int MaxLength = 256 * 1024;

    // Deeper lists are not indented further, or lines would be as long as their list is deep.
    private const int MaxIndentedLists = 8;
    private const int Indent = 2;
    private const string Cut = "\n\n[…]";

    private readonly List<char> _text = [];
    private int _breaks;
    private int _lists;
    private char? _space;
    private string? _separator;
    private string? _marker;
    private int _linkStart = -1;

    public bool IsFull => _text.Count >= MaxLength;

    public bool IsEmpty => _text.Count == 0;

    /// <summary>Sets the number of lists around the next lines.</summary>
    public void IndentFor(int lists) => _lists = Math.Min(lists, MaxIndentedLists);

    /// <summary>Writes a character or holds it back.</summary>
    public void Write(char character, WhiteSpace whiteSpace)
    {
        if (whiteSpace != WhiteSpace.Collapse && character is '\n' or '\r')
        {
            // CR LF is one break.
            _breaks += character == '\n' ? 1 : 0;
            _space = null;
        }
        else if (whiteSpace == WhiteSpace.Keep && character is ' ' or '\t')
        {
            Append(character);
        }
        else if (char.IsWhiteSpace(character))
        {
            // A non-breaking or other special space takes precedence over plain ones: a number and its unit stay together.
            _space = HtmlTokenizer.IsWhiteSpace(character) || character is '\u0085' or '\u2028' or '\u2029' ? _space ?? ' ' : character;
        }
        else if (IsVisible(character))
        {
            Append(character);
        }
    }

    public void BreakLine() => _breaks = Math.Max(_breaks, Math.Min(_breaks + 1, 2));

    public void BreakIfNeeded() => _breaks = Math.Max(_breaks, 1);

    public void BreakParagraph() => _breaks = Math.Max(_breaks, 2);

    /// <summary>Separates two cells if both are in one line.</summary>
    public void Separate(string separator)
    {
        _separator = separator;
        _space ??= ' ';
    }

    /// <summary>Puts the number of an item, or a dash, before its first line.</summary>
    public void Mark(int? number) => _marker = number is null ? "- " : string.Create(CultureInfo.InvariantCulture, $"{number}. ");

    /// <summary>Starts the text of a link.</summary>
    public void BeginLink() => _linkStart = _text.Count;

    /// <summary>Writes the link's target, unless its text is the same.</summary>
    public void EndLink(string target)
    {
        var text = CollectionsMarshal.AsSpan(_text)[_linkStart..].Trim();
        if (text.IsEmpty)
        {
            foreach (var character in target)
                Append(character);
        }
        else if (!text.SequenceEqual(target) && !WithoutScheme(text).SequenceEqual(WithoutScheme(target)))
        {
            // The target belongs to the words before it, so pending breaks and spaces come later.
            _text.AddRange($" ({target})");
        }
    }

    public override string ToString()
    {
        var text = CollectionsMarshal.AsSpan(_text);
        if (!IsFull)
            return $"{text.TrimEnd()}\n";

        // Cut at the end of a word, if one is near.
        var end = text[..MaxLength].LastIndexOfAny(' ', '\n');
        end = end < MaxLength - 1_000 ? MaxLength - (char.IsHighSurrogate(text[MaxLength - 1]) ? 1 : 0) : end;
        return $"{text[..end].TrimEnd()}{Cut}\n";
    }

    private static ReadOnlySpan<char> WithoutScheme(ReadOnlySpan<char> url)
    {
        var rest = url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? url[8..]
            : url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? url[7..]
            : url.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? url[7..]
            : url.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? url[4..]
            : url;
        return rest.TrimEnd('/');
    }

    /// <summary>Whether a character is visible: not control characters, preview fillers or hyphenation hints.</summary>
    private bool IsVisible(char character) => character switch
    {
        '\u00AD' or '\u034F' or '\u200B' or '\u2060' or '\uFEFF' => false,

        // Within words, joiners shape letters and emoji.
        '\u200C' or '\u200D' => _breaks == 0 && _space is null && _text.Count > 0,
        _ => !char.IsControl(character),
    };

    private void Append(char character)
    {
        if (IsFull)
            return;

        var isInLink = _linkStart == _text.Count;
        if (_text.Count > 0 && _breaks > 0)
        {
            CollectionsMarshal.SetCount(_text, _text.Count + Math.Min(_breaks, MaxLength));
            CollectionsMarshal.AsSpan(_text)[^Math.Min(_breaks, MaxLength)..].Fill('\n');
        }
        else if (_text.Count > 0 && _space is { } space)
        {
            _text.AddRange(_separator ?? "");
            _text.Add(space);
        }

        if (_text.Count == 0 || _breaks > 0)
            StartLine();
        (_breaks, _space, _separator) = (0, null, null);

        // Pending breaks, spaces and markers are not part of the link's text.
        if (isInLink)
            _linkStart = _text.Count;
        _text.Add(character);
    }

    private void StartLine()
    {
        var indent = (_lists * Indent) - (_marker is null ? 0 : Indent);
        for (var n = 0; n < indent; n++)
            _text.Add(' ');
        _text.AddRange(_marker ?? "");
        _marker = null;
    }
}
