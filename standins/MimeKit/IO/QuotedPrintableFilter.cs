namespace MimeKit.IO;

/// <summary>
/// RFC 2045 section 6.7. A byte is held back until the next is known, since white space must be encoded at the end
/// of a line only. Content that does not end in a line break ends in a soft one.
/// </summary>
internal sealed class QuotedPrintableFilter(int maxLineLength) : IContentFilter
{
    private readonly int _maxLineLength = Math.Min(maxLineLength, 76);
    private int _column;
    private byte? _held;

    public void Write(ReadOnlySpan<byte> input, bool last, PooledBuffer output)
    {
        foreach (var next in input)
        {
            switch (next)
            {
                case (byte)'\r':
                    WriteHeld(output, endsLine: true);
                    _held = next;
                    break;
                case (byte)'\n':
                    if (_held != (byte)'\r') WriteHeld(output, endsLine: true);
                    output.Add(next);
                    _column = 0;
                    _held = null;
                    break;
                default:
                    if (_held is not null)
                    {
                        WriteHeld(output, endsLine: false);
                        if (_column + 1 >= _maxLineLength) BreakSoftly(output);
                    }

                    _held = next;
                    break;
            }
        }

        if (last && _held is not null)
        {
            WriteHeld(output, endsLine: true);
            BreakSoftly(output);
            _held = null;
        }
    }

    private void WriteHeld(PooledBuffer output, bool endsLine)
    {
        if (_held is not { } b) return;

        if (Encodings.Characters.IsQuotedPrintableSafe(b) && !(endsLine && b is (byte)' ' or (byte)'\t'))
        {
            output.Add(b);
            _column++;
            return;
        }

        output.Add((byte)'=');
        output.Add(HexDigit(b >> 4));
        output.Add(HexDigit(b & 0xF));
        _column += 3;
    }

    private void BreakSoftly(PooledBuffer output)
    {
        output.Add((byte)'=');
        output.Add((byte)'\n');
        _column = 0;
    }

    private static byte HexDigit(int value) => (byte)(value < 10 ? '0' + value : 'A' + value - 10);
}
