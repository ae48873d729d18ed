using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EmailDispatch.Sandbox;

/// <summary>
/// Reads lines and messages, writes replies and switches to TLS. Its buffer has a fixed size, and every wait ends at the timeout
/// (<see cref="TimeoutException"/>) or when the server stops.
/// </summary>
/// <remarks>
/// A wait that ends early does not cancel its read, because that would break an SslStream, to which the final 421 must still be written.
/// </remarks>
internal sealed class SmtpConnection(Socket socket, TimeSpan timeout, TimeProvider time) : IAsyncDisposable
{
    private const long MaxDiscarded = 1024 * 1024;

    // An AUTH line may have 12,288 octets (RFC 4954 section 4).
    private readonly byte[] _buffer = new byte[32 * 1024];
    private readonly MemoryStream _output = new();
    private Stream _stream = new NetworkStream(socket, ownsSocket: true);
    private int _start;
    private int _end;

    /// <summary>Whether the client has sent more than was read so far.</summary>
    public bool HasMore => _start < _end;

    public SslProtocols? Tls { get; private set; }

    public async Task StartTlsAsync(X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        var encrypted = new SslStream(_stream);
        _stream = encrypted;
        await encrypted.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = certificate }, CancellationToken.None)
            .WaitAsync(timeout, time, cancellationToken);
        Tls = encrypted.SslProtocol;
    }

    /// <summary>
    /// Returns the next line, or null if the client has closed the connection. A line of more than <paramref name="maxLength"/> octets including CRLF
    /// is discarded; after 1 MiB of it the connection counts as closed.
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
    /// Reads up to the final dot; returns null if the client closes the connection before it or sends more than four times
    /// <paramref name="maxBytes"/>. <paramref name="begun"/> is called when the first bytes have arrived; if it returns false, reading ends.
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

    /// <summary>Ignores everything until the client closes the connection.</summary>
    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        do
            _start = _end;
        while (await FillAsync(cancellationToken));
    }

    /// <summary>Buffers text, which is sent at the next wait for the client.</summary>
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

    /// <summary>Sends one reply and closes the connection.</summary>
    public async Task RefuseAsync(SandboxReply reply, CancellationToken cancellationToken)
    {
        Write(reply.ToWire(withEnhancedCode: false));
        await FlushAsync(cancellationToken);
        await FinishAsync();
    }

    /// <summary>Closes TLS too, so that the client does not take the end for a truncation attack.</summary>
    public async Task FinishAsync()
    {
        if (_stream is SslStream encrypted)
            await encrypted.ShutdownAsync().WaitAsync(TimeSpan.FromSeconds(1));
        socket.Shutdown(SocketShutdown.Send);
    }

    public async ValueTask DisposeAsync()
    {
        // An SslStream waits for its pending read, which ends when the socket is closed first.
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

/// <summary>A line as sent by a client, without its line end, and why it cannot be a command.</summary>
internal readonly record struct CommandLine(string Text, LineFault Fault)
{
    public string Verb => Text.Split(' ', 2)[0].ToUpperInvariant();

    public string Argument => Text.Split(' ', 2) is [_, var rest] ? rest.Trim(' ') : "";

    /// <summary>The line without the credentials of AUTH.</summary>
    public string Masked => Verb == "AUTH" && Argument.Split(' ', 2) is [var mechanism, _] ? $"AUTH {mechanism} ***" : Text;
}

internal enum LineFault
{
    None,
    TooLong,

    /// <summary>Ended by LF alone, which is not a line end (RFC 5321 section 2.3.8).</summary>
    BareLineFeed,
}
