namespace MimeKit.IO;

/// <summary>Looks through content to find the lightest transfer encoding that carries it.</summary>
internal sealed class ContentScan
{
    // Content is judged in pieces of this size: a CR that ends one counts towards the length of its line.
    public const int PieceLength = 4096;

    private const double Base64Threshold = 17.0 / 100.0;

    private static ReadOnlySpan<byte> MboxMarker => "From "u8;

    private readonly byte[] _lineStart = new byte[MboxMarker.Length];
    private int _lineStartLength;
    private int _lineLength;
    private int _longestLine;
    private int _nulls;
    private int _eightBit;
    private int _total;
    private byte _previous;
    private bool _hasMarker;

    public void Add(ReadOnlySpan<byte> piece)
    {
        foreach (var b in piece)
        {
            if (b == '\n')
            {
                EndLine();
                continue;
            }

            if (b == 0) _nulls++;
            else if (b > 127) _eightBit++;

            if (!_hasMarker && _lineStartLength < _lineStart.Length) _lineStart[_lineStartLength++] = b;
            _lineLength++;
            _previous = b;
        }

        _longestLine = Math.Max(_longestLine, _lineLength);
        _total += piece.Length;
    }

    public ContentEncoding Best(EncodingConstraint constraint, int maxLineLength)
    {
        var needsEncoding = _hasMarker || _longestLine > maxLineLength;
        return constraint switch
        {
            EncodingConstraint.SevenBit when _nulls > 0 => ContentEncoding.Base64,
            EncodingConstraint.SevenBit when _eightBit > 0 =>
                _eightBit >= (int)(_total * Base64Threshold) ? ContentEncoding.Base64 : ContentEncoding.QuotedPrintable,
            EncodingConstraint.EightBit when _nulls > 0 => ContentEncoding.Base64,
            EncodingConstraint.None when needsEncoding && (_nulls > 0 || _eightBit > (int)(_total * Base64Threshold)) => ContentEncoding.Base64,
            _ when needsEncoding => ContentEncoding.QuotedPrintable,
            EncodingConstraint.None when _nulls > 0 => ContentEncoding.Binary,
            not EncodingConstraint.SevenBit when _eightBit > 0 => ContentEncoding.EightBit,
            _ => ContentEncoding.SevenBit,
        };
    }

    private void EndLine()
    {
        if (_previous == '\r') _lineLength--;
        _longestLine = Math.Max(_longestLine, _lineLength);
        _lineLength = 0;

        // A line that begins so would be taken for the start of a message in an mbox file.
        if (_lineStartLength == _lineStart.Length && _lineStart.AsSpan().SequenceEqual(MboxMarker)) _hasMarker = true;
        _lineStartLength = 0;
    }
}
