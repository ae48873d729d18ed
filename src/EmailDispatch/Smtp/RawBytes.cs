namespace EmailDispatch.Smtp;

/// <summary>The bytes of a message as SMTP can carry them: lines that end in CRLF, and neither NUL nor a bare CR, which servers read differently.</summary>
internal static class RawBytes
{
    /// <summary>Returns the message with CRLF for every bare LF, and at its end; null, with the fault, for other bytes.</summary>
    public static ReadOnlyMemory<byte>? Normalise(ReadOnlyMemory<byte> message, out string? fault)
    {
        var bytes = message.Span;
        fault = null;
        var bare = 0;
        for (var n = 0; n < bytes.Length && bytes[n..].IndexOfAny((byte)0, (byte)'\r', (byte)'\n') is >= 0 and var skip; n++)
        {
            n += skip;
            if (bytes[n] == 0)
                fault = $"has a NUL at byte {n:N0}; encode binary content as base64";
            else if (bytes[n] == '\n')
                bare++;
            else if (n + 1 < bytes.Length && bytes[n + 1] == '\n')
                n++;
            else
                fault = $"has a carriage return without a line feed at byte {n:N0}; end lines with CRLF or LF";
            if (fault is not null)
                return null;
        }

        var isEnded = bytes.Length > 0 && bytes[^1] == '\n';
        if (bare == 0 && isEnded)
            return message;

        var text = new byte[bytes.Length + bare + (isEnded ? 0 : 2)];
        var length = 0;
        for (var n = 0; n < bytes.Length; n++)
        {
            if (bytes[n] == '\n' && (n == 0 || bytes[n - 1] != '\r'))
                text[length++] = (byte)'\r';
            text[length++] = bytes[n];
        }

        if (!isEnded)
            "\r\n"u8.CopyTo(text.AsSpan(length));
        return text;
    }
}
