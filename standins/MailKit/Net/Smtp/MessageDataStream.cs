namespace MailKit.Net.Smtp;

/// <summary>
/// The way of a message into the connection: dots at line starts doubled (RFC 5321 section 4.5.2) unless the message
/// goes as BDAT, progress reported. A flush from the writer is not passed on: the final dot flushes everything.
/// </summary>
internal sealed class MessageDataStream(SmtpConnection connection, bool dotStuffing, long size, ITransferProgress? progress)
    : WriteOnlyStream
{
    private const int BlockSize = 4 * 1024;

    private static readonly byte[] Dot = "."u8.ToArray();
    private static readonly byte[] NewLine = "\r\n"u8.ToArray();

    private bool atLineStart = true;
    private long sent;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return;

        var rest = buffer;

        if (dotStuffing)
        {
            if (atLineStart && rest.Span[0] == '.')
                await StuffAsync(cancellationToken);

            for (int dot; (dot = rest.Span.IndexOf("\n."u8)) >= 0; rest = rest[(dot + 1)..])
            {
                await connection.WriteAsync(rest[..(dot + 1)], cancellationToken);
                await StuffAsync(cancellationToken);
            }
        }

        await connection.WriteAsync(rest, cancellationToken);
        atLineStart = buffer.Span[^1] == '\n';
        Report(buffer.Length);
    }

    /// <summary>Block by block, so that the progress shows how far a large message got.</summary>
    public async ValueTask WriteBlocksAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(BlockSize, bytes.Length)..])
            await WriteAsync(bytes[..Math.Min(BlockSize, bytes.Length)], cancellationToken);
    }

    /// <summary>The final dot counts only at the start of a line.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (dotStuffing && !atLineStart)
            await WriteAsync(NewLine, cancellationToken);
    }

    private ValueTask StuffAsync(CancellationToken cancellationToken)
    {
        sent++;

        return connection.WriteAsync(Dot, cancellationToken);
    }

    private void Report(int count)
    {
        sent += count;
        progress?.Report(sent, size);
    }
}
