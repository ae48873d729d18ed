using System.Text;

namespace MailKit.Net.Smtp;

/// <summary>
/// Commands out, replies in, over whatever stream carries them. Everything written is buffered until
/// <see cref="FlushAsync"/>, so that pipelined commands and the end of a message travel in one write.
/// </summary>
internal sealed class SmtpConnection(Stream stream, IProtocolLogger logger) : IDisposable
{
    // Not from the pool: an abandoned read may still write into them after Dispose.
    private readonly byte[] input = GC.AllocateUninitializedArray<byte>(4 * 1024);
    private readonly byte[] output = GC.AllocateUninitializedArray<byte>(16 * 1024);
    private readonly ReplyParser parser = new();
    private string? lastReply;
    private int inputStart;
    private int inputEnd;
    private int outputEnd;

    public Stream Stream { get; private set; } = stream;

    /// <summary>Continues on the TLS stream; what came before it in plain text is forgotten (RFC 3207 section 4.2).</summary>
    public void Secure(Stream tls)
    {
        Stream = tls;
        inputStart = inputEnd = 0;
    }

    public async ValueTask<SmtpResponse> SendCommandAsync(string command, CancellationToken cancellationToken)
    {
        await QueueCommandAsync(command, cancellationToken);
        await FlushAsync(cancellationToken);

        return await ReadReplyAsync(cancellationToken);
    }

    public ValueTask QueueCommandAsync(string command, CancellationToken cancellationToken)
    {
        if (!Encoding.UTF8.TryGetBytes(command, output.AsSpan(outputEnd), out var written))
            return QueueLongCommandAsync(command, cancellationToken);

        outputEnd += written;

        return ValueTask.CompletedTask;
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.Length > output.Length - outputEnd)
            return WriteThroughAsync(bytes, cancellationToken);

        bytes.Span.CopyTo(output.AsSpan(outputEnd));
        outputEnd += bytes.Length;

        return ValueTask.CompletedTask;
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (outputEnd == 0)
            return;

        try
        {
            await Stream.WriteAsync(output.AsMemory(0, outputEnd), cancellationToken);
            await Stream.FlushAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }

        logger.LogClient(output, 0, outputEnd);
        outputEnd = 0;
    }

    public async ValueTask<SmtpResponse> ReadReplyAsync(CancellationToken cancellationToken)
    {
        parser.Start();

        while (!TryParse())
            await FillAsync(cancellationToken);

        var reply = parser.Complete();
        lastReply = reply.Response;

        return reply;
    }

    public void Dispose() => Stream.Dispose();

    private bool TryParse()
    {
        var complete = parser.TryParse(input.AsSpan(inputStart, inputEnd - inputStart), out var consumed);
        inputStart += consumed;

        return complete;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        input.AsSpan(inputStart, inputEnd - inputStart).CopyTo(input);
        inputEnd -= inputStart;
        inputStart = 0;

        cancellationToken.ThrowIfCancellationRequested();
        var count = await Stream.ReadAsync(input.AsMemory(inputEnd), cancellationToken);

        if (count == 0)
            throw new SmtpProtocolException(lastReply is null
                ? "The SMTP server has unexpectedly disconnected."
                : $"The SMTP server has unexpectedly disconnected: {lastReply}");

        logger.LogServer(input, inputEnd, count);
        inputEnd += count;
    }

    private async ValueTask QueueLongCommandAsync(string command, CancellationToken cancellationToken)
    {
        // A command is not cut in two: some servers expect it in one packet.
        await FlushAsync(cancellationToken);
        await WriteAsync(Encoding.UTF8.GetBytes(command), cancellationToken);
    }

    private async ValueTask WriteThroughAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            var count = Math.Min(bytes.Length, output.Length - outputEnd);
            bytes.Span[..count].CopyTo(output.AsSpan(outputEnd));
            outputEnd += count;
            bytes = bytes[count..];

            if (outputEnd == output.Length)
                await FlushAsync(cancellationToken);
        }
    }
}
