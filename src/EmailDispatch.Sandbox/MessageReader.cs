using System.Buffers;

namespace EmailDispatch.Sandbox;

/// <summary>
/// Undoes dot-stuffing (RFC 5321 section 4.5.2) and finds the end, which is only CRLF "." CRLF. A single CR or LF is content: a server that also
/// accepts LF "." LF as the end lets one message smuggle in another.
/// </summary>
internal sealed class MessageReader(int maxBytes)
{
    private readonly ArrayBufferWriter<byte> _content = new();
    private bool _atLineStart = true;
    private int _lineLength;
    private int _longestLine;

    /// <summary>The number of bytes received, kept or not.</summary>
    public long Received { get; private set; }

    public bool IsComplete { get; private set; }

    public bool IsTooLarge { get; private set; }

    /// <summary>Returns how much of <paramref name="input"/> was used. The caller passes the rest again, followed by more data.</summary>
    public int Take(ReadOnlySpan<byte> input)
    {
        var taken = 0;
        while (!IsComplete && taken < input.Length)
        {
            var step = TakeLine(input[taken..]);
            if (step == 0)
                break;
            taken += step;
        }

        Received += taken;
        return taken;
    }

    public MessageData Finish() => new(_content.WrittenSpan.ToArray(), IsTooLarge, _longestLine);

    private int TakeLine(ReadOnlySpan<byte> input)
    {
        var stuffed = _atLineStart && input[0] == '.';

        // It may still be the final dot.
        if (stuffed && input.Length < 3)
            return 0;
        var lineEnd = input.IndexOf("\r\n"u8);
        if (stuffed && lineEnd == 1)
        {
            IsComplete = true;
            return 3;
        }

        // A CR at the end may be the first half of a line end.
        var length = lineEnd >= 0 ? lineEnd + 2 : input[^1] == '\r' ? input.Length - 1 : input.Length;
        if (length == 0)
            return 0;
        Append(input[(stuffed ? 1 : 0)..length], endsLine: lineEnd >= 0);
        return length;
    }

    private void Append(ReadOnlySpan<byte> part, bool endsLine)
    {
        _lineLength += part.Length - (endsLine ? 2 : 0);
        _longestLine = Math.Max(_longestLine, _lineLength);
        _atLineStart = endsLine;
        if (endsLine)
            _lineLength = 0;

        if (IsTooLarge || _content.WrittenCount + part.Length > maxBytes)
        {
            IsTooLarge = true;
            _content.ResetWrittenCount();
        }
        else
        {
            _content.Write(part);
        }
    }
}

/// <summary>The data between 354 and the final dot; empty if too large. The longest line is in octets without CRLF.</summary>
internal sealed record MessageData(ReadOnlyMemory<byte> Content, bool IsTooLarge, int LongestLine);
