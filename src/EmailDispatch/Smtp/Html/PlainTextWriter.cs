using System.Globalization;
using System.Runtime.InteropServices;

namespace EmailDispatch.Smtp.Html;

/// <summary>
/// Writes text in lines. Breaks and spaces wait until something follows, so that there is none at an end, and at most one blank line between
/// paragraphs. It takes no more than <see cref="MaxLength"/> characters.
/// </summary>
internal sealed class PlainTextWriter
{
    /// <summary>The most characters of a text; more than anybody reads.</summary>
    internal const int MaxLength = 256 * 1024;

    // Deeper lists are not indented further: a line would be as long as its list is deep.
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

    /// <summary>Whether no more is taken.</summary>
    public bool IsFull => _text.Count >= MaxLength;

    /// <summary>Whether there is any text.</summary>
    public bool IsEmpty => _text.Count == 0;

    /// <summary>The lists that lines are in.</summary>
    public void IndentFor(int lists) => _lists = Math.Min(lists, MaxIndentedLists);

    /// <summary>Writes a character, or has it wait.</summary>
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
            // Of several the one that is not a plain space says most: a number and its unit stay together.
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

    /// <summary>Between two cells, where both stand in one line.</summary>
    public void Separate(string separator)
    {
        _separator = separator;
        _space ??= ' ';
    }

    /// <summary>The number of an item, or a dash, before its first line.</summary>
    public void Mark(int? number) => _marker = number is null ? "- " : string.Create(CultureInfo.InvariantCulture, $"{number}. ");

    /// <summary>The text from here on is that of a link.</summary>
    public void BeginLink() => _linkStart = _text.Count;

    /// <summary>Writes where the link leads, unless its text says just that.</summary>
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
            // It belongs to the words before, whatever waits.
            _text.AddRange($" ({target})");
        }
    }

    public override string ToString()
    {
        var text = CollectionsMarshal.AsSpan(_text);
        if (!IsFull)
            return $"{text.TrimEnd()}\n";

        // At the end of a word, if one is near: the text may have none.
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

    /// <summary>Not the control characters, nor what fills a preview or hints where a word can be divided.</summary>
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

        // The text of a link begins after what stands before it.
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
