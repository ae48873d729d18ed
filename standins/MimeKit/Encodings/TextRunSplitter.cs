using System.Text;

namespace MimeKit.Encodings;

/// <summary>
/// Cuts header text at its blanks into runs and finds, for each, whether it can stand as it is, must be quoted
/// or must become an encoded word. No run is longer than one line once written (RFC 2047 section 2).
/// </summary>
internal sealed class TextRunSplitter(string text, Encoding charset, bool phrase, int maxLineLength)
{
    // An atom that is too long for a line becomes an encoded word, and gives up what the frame of that word takes.
    private const int AsciiFrame = 8 + EncodedWord.FrameLength;

    private readonly List<TextRun> _runs = [];
    private TextRun _run = new(0);
    private int _next;
    private int _commentDepth;
    private bool _quoted;
    private bool _escaped;

    public List<TextRun> Split()
    {
        while (_next < text.Length)
        {
            var at = _next++;
            if (!_quoted && _commentDepth == 0 && Characters.IsBlank(text[at]))
                EndRun();
            else
                Extend(at);
        }

        if (_run.Bytes > 0) _runs.Add(_run);
        return _runs;
    }

    private void EndRun()
    {
        if (_run.Bytes == 0)
        {
            _run = _run with { Start = _next };
            return;
        }

        _runs.Add(_run);
        _run = new TextRun(_next);
    }

    private void Extend(int at)
    {
        var before = _run;
        Take(at);

        if (EncodedWord.LengthOf(_run, charset) + 1 >= maxLineLength)
        {
            _run = before;
            _next = at;
            if (_run.Kind == RunKind.Atom)
            {
                _run = _run with { Kind = RunKind.EncodedWord, Length = _run.Length - AsciiFrame, Bytes = _run.Bytes - AsciiFrame };
                _next -= AsciiFrame;
            }

            _runs.Add(_run);
            _run = new TextRun(_next) { Kind = _run.Kind };
        }
        else if (_run.ClosesQuote || _run.ClosesComment)
        {
            if (_run.Kind == RunKind.EncodedWord) EncodeBackToOpening();
            _runs.Add(_run);
            _run = new TextRun(_next);
        }
    }

    private void Take(int at)
    {
        var c = text[at];
        if (c < 127)
        {
            if (Characters.IsControl(c))
                _run = Encoded(RunCharset.Latin1, 1);
            else if (phrase && !Characters.IsAtom(c))
                TakeSpecial(c);
            _run = _run with { Bytes = _run.Bytes + 1, Length = _run.Length + 1 };
        }
        else if (c < 256)
        {
            _run = Encoded(RunCharset.Latin1, 1);
            _run = _run with { Bytes = _run.Bytes + 1, Length = _run.Length + 1 };
        }
        else
        {
            var length = char.IsSurrogatePair(text, at) ? 2 : 1;
            _next = at + length;
            var bytes = EncodedWord.ByteCount(charset, text.AsSpan(at, length));
            _run = Encoded(RunCharset.Given, bytes);
            _run = _run with { Bytes = _run.Bytes + bytes, Length = _run.Length + length };
        }
    }

    private TextRun Encoded(RunCharset needed, int bytes) => _run with
    {
        Kind = RunKind.EncodedWord,
        Charset = TextRun.Wider(_run.Charset, needed),
        UnsafeBytes = _run.UnsafeBytes + bytes,
    };

    private void TakeSpecial(char c)
    {
        if (_run.Kind == RunKind.Atom) _run = _run with { Kind = RunKind.QuotedString };

        switch (c)
        {
            case '\\':
                _run = _run with { Escapes = _run.Escapes + 1 };
                _escaped = !_escaped;
                break;
            case '"':
                if (!_escaped)
                {
                    _quoted = !_quoted;
                    _run = _quoted ? _run with { OpensQuote = true } : _run with { ClosesQuote = true };
                }

                _run = _run with { Escapes = _run.Escapes + 1 };
                _escaped = false;
                break;
            case '(' when !_quoted:
                _run = _run with { OpensComment = _commentDepth == 0 };
                _commentDepth++;
                break;
            case ')' when !_quoted && _commentDepth > 0:
                _commentDepth--;
                _run = _run with { ClosesComment = _commentDepth == 0 };
                break;
            default:
                if (_quoted) _escaped = false;
                break;
        }
    }

    private void EncodeBackToOpening()
    {
        var byQuote = _run.ClosesQuote && !_run.OpensQuote;
        var byComment = _run.ClosesComment && !_run.OpensComment;
        if (!byQuote && !byComment) return;

        for (var i = _runs.Count - 1; i >= 0; i--)
        {
            _runs[i] = _runs[i] with { Kind = RunKind.EncodedWord };
            if (byQuote ? _runs[i].OpensQuote : _runs[i].OpensComment) return;
        }
    }
}
