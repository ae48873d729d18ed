using System.Text;

namespace MimeKit.Encodings;

/// <summary>The value of one header being written, with the length its last line has so far.</summary>
internal sealed class FoldingWriter(FormatOptions options, int lineLength)
{
    private readonly StringBuilder _text = new();

    public FormatOptions Options => options;

    public int LineLength { get; private set; } = lineLength;

    /// <summary>Position in the value, for a later <see cref="BreakAt"/>.</summary>
    public int Position => _text.Length;

    /// <summary>A writer for the value of <paramref name="field"/>, its colon written and a blank to come.</summary>
    public static FoldingWriter For(string field, FormatOptions options) => new(options, field.Length + 1);

    public bool Fits(int length) => LineLength + length <= options.MaxLineLength;

    public FoldingWriter Append(ReadOnlySpan<char> text)
    {
        _text.Append(text);
        LineLength += text.Length;
        return this;
    }

    public FoldingWriter Append(char c) => Append([c]);

    /// <summary>Ends the line; the next begins with <paramref name="indent"/>.</summary>
    public FoldingWriter Break(string indent)
    {
        _text.Append(options.NewLine);
        LineLength = 0;
        return Append(indent);
    }

    /// <summary>Ends the line before the blank written last, or with a tab where there is none.</summary>
    public void Wrap()
    {
        if (_text.Length == 0) return;
        if (char.IsWhiteSpace(_text[^1]))
            _text.Insert(_text.Length - 1, options.NewLine);
        else
            _text.Append(options.NewLine).Append('\t');
        LineLength = 1;
    }

    /// <summary>Ends the line at an earlier blank, of which <paramref name="carried"/> characters are on the new line.</summary>
    public void BreakAt(int position, int carried)
    {
        _text.Insert(position, options.NewLine);
        LineLength = carried;
    }

    public bool EndsWithNewLine => _text.Length > 0 && _text[^1] == '\n';

    public override string ToString() => _text.ToString();
}
