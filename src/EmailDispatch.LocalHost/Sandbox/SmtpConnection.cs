using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>
/// The bytes of one connection: lines in, replies out, the change to TLS. Its buffer is of fixed size and every
/// wait ends at the timeout (<see cref="TimeoutException"/>) or when the server stops.
/// </summary>
/// <remarks>
/// A wait that ends early leaves its read behind rather than canceling it: canceling breaks an SslStream, and
/// the 421 that says why the connection ends is still to be written to it.
/// </remarks>
internal sealed class SmtpConnection(Socket socket, TimeSpan timeout, TimeProvider time) : IAsyncDisposable
{
    private const long MaxDiscarded = 1024 * 1024;

    // RFC 4954 section 4: an AUTH line may have 12,288 octets.
    private readonly byte[] _buffer = new byte[32 * 1024];
    private readonly MemoryStream _output = new();
    private Stream _stream = new NetworkStream(socket, ownsSocket: true);
    private int _start;
    private int _end;

    /// <summary>The client sent more than what was read so far.</summary>
    public bool HasMore => _start < _end;

    public SslProtocols? Tls { get; private set; }

    public async Task StartTlsAsync(SandboxCertificate certificate, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        var encrypted = new SslStream(_stream);
        _stream = encrypted;
        await encrypted.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = certificate.WithKey }, CancellationToken.None)
            .WaitAsync(timeout, time, cancellationToken);
        Tls = encrypted.SslProtocol;
    }

    /// <summary>
    /// The next line, or null when the client has gone. A line of more than <paramref name="maxLength"/> octets with
    /// its CRLF is thrown away; after 1 MiB of it the client counts as gone.
    /// </summary>
    public async ValueTask<CommandLine?> ReadLineAsync(int maxLength, CancellationToken cancellationToken)
    {
        var tooLong = false;
        var discarded = 0L;
        while (true)
        {
            var index = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (index >= 0)
            {
                var line = _buffer.AsSpan(_start, index);
                _start += index + 1;
                if (tooLong || index + 1 > maxLength)
                    return new CommandLine("", LineFault.TooLong);
                return line is [.. var text, (byte)'\r']
                    ? new CommandLine(Encoding.UTF8.GetString(text), LineFault.None)
                    : new CommandLine(Encoding.UTF8.GetString(line), LineFault.BareLineFeed);
            }

            if (_end - _start > maxLength)
            {
                tooLong = true;
                discarded += _end - _start;
                _start = _end;
                if (discarded > MaxDiscarded)
                    return null;
            }

            if (!await FillAsync(cancellationToken))
                return null;
        }
    }

    /// <summary>
    /// Reads up to the final dot; null when the client has gone before, or sends more than four times
    /// <paramref name="maxBytes"/>. <paramref name="begun"/> is asked when the first bytes are here; false ends the reading.
    /// </summary>
    public async ValueTask<MessageData?> ReadMessageAsync(int maxBytes, Func<ValueTask<bool>> begun, CancellationToken cancellationToken)
    {
        var reader = new MessageReader(maxBytes);
        var first = true;
        while (true)
        {
            if (HasMore)
            {
                if (first && !await begun())
                    return null;
                first = false;
                _start += reader.Take(_buffer.AsSpan(_start, _end - _start));
                if (reader.IsComplete)
                    return reader.Finish();
                if (reader.Received > 4L * maxBytes + _buffer.Length)
                    return null;
            }

            if (!await FillAsync(cancellationToken))
                return null;
        }
    }

    /// <summary>Reads on without looking, until the client goes.</summary>
    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        do
            _start = _end;
        while (await FillAsync(cancellationToken));
    }

    /// <summary>Kept back until the next wait for the client.</summary>
    public void Write(string text) => _output.Write(Encoding.UTF8.GetBytes(text));

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_output.Length == 0)
            return;
        var bytes = _output.ToArray();
        _output.SetLength(0);
        var writing = _stream.WriteAsync(bytes, CancellationToken.None);
        if (!writing.IsCompletedSuccessfully)
            await writing.AsTask().WaitAsync(timeout, time, cancellationToken);
    }

    /// <summary>Says one thing and goes.</summary>
    public async Task RefuseAsync(SandboxReply reply, CancellationToken cancellationToken)
    {
        Write(reply.ToWire(withEnhancedCode: false));
        await FlushAsync(cancellationToken);
        await FinishAsync();
    }

    /// <summary>Says goodbye in TLS too, so that the client does not take the end for an attack.</summary>
    public async Task FinishAsync()
    {
        if (_stream is SslStream encrypted)
            await encrypted.ShutdownAsync().WaitAsync(TimeSpan.FromSeconds(1));
        socket.Shutdown(SocketShutdown.Send);
    }

    public async ValueTask DisposeAsync()
    {
        // The SslStream waits for a read that was left behind; closing the socket first ends it.
        socket.Dispose();
        await _stream.DisposeAsync();
        await _output.DisposeAsync();
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        var reading = _stream.ReadAsync(_buffer.AsMemory(_end), CancellationToken.None);
        var count = reading.IsCompletedSuccessfully
            ? reading.Result
            : await reading.AsTask().WaitAsync(timeout, time, cancellationToken);
        _end += count;
        return count > 0;
    }
}
