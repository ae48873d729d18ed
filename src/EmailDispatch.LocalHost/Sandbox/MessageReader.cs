using System.Buffers;

namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>
/// Takes a message apart from its transfer encoding: undoes dot-stuffing (RFC 5321 section 4.5.2) and
/// finds the end, which is CRLF "." CRLF and nothing else. A lone CR or LF is content: a server that takes
/// LF "." LF for the end lets one message smuggle in another.
/// </summary>
internal sealed class MessageReader(int maxBytes)
{
    private readonly ArrayBufferWriter<byte> _content = new();
    private bool _atLineStart = true;
    private int _lineLength;
    private int _longestLine;

    /// <summary>Everything sent, kept or not.</summary>
    public long Received { get; private set; }

    public bool IsComplete { get; private set; }

    public bool IsTooLarge { get; private set; }

    /// <summary>Takes what it can of <paramref name="input"/> and says how much; the rest has to come again with more behind it.</summary>
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

        // Not yet to be told from the final dot.
        if (stuffed && input.Length < 3)
            return 0;
        var lineEnd = input.IndexOf("\r\n"u8);
        if (stuffed && lineEnd == 1)
        {
            IsComplete = true;
            return 3;
        }

        // Without a line end a last CR may be half of one.
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

/// <summary>What came between 354 and the final dot.</summary>
/// <param name="Content">Empty where it was too large.</param>
/// <param name="IsTooLarge">More than the limit was sent, and thrown away.</param>
/// <param name="LongestLine">In octets without CRLF.</param>
internal sealed record MessageData(ReadOnlyMemory<byte> Content, bool IsTooLarge, int LongestLine);
