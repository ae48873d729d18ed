using System.Buffers;
using EmailDispatch.Intake;
using SmtpServer.Protocol;

namespace EmailDispatch.SmtpDoor;

/// <summary>
/// Reads the data after 354: undoes dot-stuffing (RFC 5321 section 4.5.2) and finds the end, which is only CRLF "." CRLF. A message with a bare CR,
/// a bare LF or a NUL is refused as a whole: a server that takes one of them for a line end lets one message smuggle in another. What cannot be
/// accepted is not kept, only counted.
/// </summary>
internal sealed class MessageBody(int maxBytes, RequestBudget budget) : IDisposable
{
    // As for requests, so that ordinary emails continue when large ones have used up the budget.
    private const int Free = 64 * 1024;

    private static readonly SearchValues<byte> Special = SearchValues.Create("\r\n\0"u8);

    private byte[] _content = new byte[8 * 1024];
    private int _length;
    private long _taken;
    private bool _atLineStart = true;

    /// <summary>The number of bytes received, kept or not.</summary>
    public long Received { get; private set; }

    public bool IsComplete { get; private set; }

    /// <summary>Why the message cannot be accepted; null if it can.</summary>
    public SmtpResponse? Fault { get; private set; }

    /// <summary>Whether client and server may disagree on where the message ends, or so much is still coming that the connection is closed.</summary>
    public bool EndsSession { get; private set; }

    public ReadOnlyMemory<byte> Content => _content.AsMemory(0, _length);

    /// <summary>Returns how much of <paramref name="input"/> was used. The caller passes the rest again, followed by more data.</summary>
    public int Take(ReadOnlySpan<byte> input)
    {
        var rest = input;
        while (!IsComplete && rest.Length > 0)
        {
            var used = TakePart(rest);
            if (used == 0)
                break;
            rest = rest[used..];
        }

        Received += input.Length - rest.Length;
        EndsSession |= Received > 2L * maxBytes + Free;
        return input.Length - rest.Length;
    }

    /// <summary>Refuses the message, and forgets what was received.</summary>
    public void Refuse(SmtpResponse fault, bool endsSession)
    {
        Fault ??= fault;
        EndsSession |= endsSession;
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        (_content, _length) = ([], 0);
        budget.Return(_taken);
        _taken = 0;
    }

    // Zero if more is needed to tell what it is.
    private int TakePart(ReadOnlySpan<byte> input)
    {
        if (_atLineStart && input[0] == '.')
        {
            if (input.Length < 3)
                return 0;
            IsComplete = input[1] == '\r' && input[2] == '\n';
            _atLineStart = false;
            return IsComplete ? 3 : 1;
        }

        var special = input.IndexOfAny(Special);
        if (special != 0)
            return Append(special < 0 ? input : input[..special], endsLine: false);
        if (input[0] == '\r' && input.Length == 1)
            return 0;
        if (input is [(byte)'\r', (byte)'\n', ..])
            return Append(input[..2], endsLine: true);

        var name = input[0] switch { (byte)'\r' => "a CR without LF", (byte)'\n' => "an LF without CR", _ => "a NUL" };
        Refuse(DoorReply.Of(554, "5.6.0", $"The message has {name}; lines must end with CR LF"), endsSession: true);
        return Append(input[..1], endsLine: false);
    }

    private int Append(ReadOnlySpan<byte> part, bool endsLine)
    {
        _atLineStart = endsLine;
        if (Fault is null && HasRoomFor(part.Length))
        {
            part.CopyTo(_content.AsSpan(_length));
            _length += part.Length;
        }

        return part.Length;
    }

    private bool HasRoomFor(int more)
    {
        if (_length + more <= _content.Length)
            return true;
        if (_length + more > maxBytes)
        {
            Refuse(DoorReply.TooLarge(maxBytes), endsSession: false);
            return false;
        }

        var size = Math.Min(maxBytes, Math.Max(2 * _content.Length, _length + more));
        var wanted = Math.Max(0, size - Free) - _taken;
        if (wanted > 0 && !budget.TryTake(wanted, _taken))
        {
            Refuse(DoorReply.Of(451, "4.3.1", "Too many large messages at once; nothing was accepted. Try again"), endsSession: false);
            return false;
        }

        _taken += Math.Max(0, wanted);
        Array.Resize(ref _content, size);
        return true;
    }
}
