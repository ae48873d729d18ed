namespace MailKit.Net.Smtp;

/// <summary>
/// The way of a message into the connection: dots at line starts doubled (RFC 5321 section 4.5.2) unless the message
/// goes as BDAT. A flush from the writer is not passed on: the final dot flushes everything.
/// </summary>
internal sealed class MessageDataStream(SmtpConnection connection, bool dotStuffing) : WriteOnlyStream
{
    private static readonly byte[] Dot = "."u8.ToArray();
    private static readonly byte[] NewLine = "\r\n"u8.ToArray();

    private bool atLineStart = true;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return;

        var rest = buffer;

        if (dotStuffing)
        {
            if (atLineStart && rest.Span[0] == '.')
                await connection.WriteAsync(Dot, cancellationToken);

            for (int dot; (dot = rest.Span.IndexOf("\n."u8)) >= 0; rest = rest[(dot + 1)..])
            {
                await connection.WriteAsync(rest[..(dot + 1)], cancellationToken);
                await connection.WriteAsync(Dot, cancellationToken);
            }
        }

        await connection.WriteAsync(rest, cancellationToken);
        atLineStart = buffer.Span[^1] == '\n';
    }

    /// <summary>The final dot counts only at the start of a line.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (dotStuffing && !atLineStart)
            await WriteAsync(NewLine, cancellationToken);
    }
}
