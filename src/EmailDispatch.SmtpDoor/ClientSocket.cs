using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace EmailDispatch.SmtpDoor;

/// <summary>
/// The bytes of one client, plain or encrypted. A wait that ends early does not cancel its read, because that would break an SslStream, to which a
/// last reply must still be written.
/// </summary>
internal sealed class ClientSocket(Socket socket, TimeProvider time) : IAsyncDisposable
{
    private const int MaxDrained = 256 * 1024;

    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private readonly byte[] _buffer = new byte[16 * 1024];
    private Stream _stream = new NetworkStream(socket, ownsSocket: true);
    private Task<int>? _reading;
    private int _start;
    private int _end;

    public SslProtocols Tls => (_stream as SslStream)?.SslProtocol ?? SslProtocols.None;

    public ReadOnlySpan<byte> Received => _buffer.AsSpan(_start, _end - _start);

    public void Use(int count) => _start += count;

    public async Task StartTlsAsync(SslStreamCertificateContext certificate, CancellationToken cancellationToken)
    {
        var encrypted = new SslStream(_stream);
        _stream = encrypted;
        var options = new SslServerAuthenticationOptions { ServerCertificateContext = certificate, EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 };
        await encrypted.AuthenticateAsServerAsync(options, cancellationToken);
    }

    /// <summary>Receives more bytes; returns false if the client has closed the connection.</summary>
    /// <exception cref="TimeoutException">None came in time.</exception>
    /// <exception cref="OperationCanceledException">The wait was interrupted.</exception>
    public async ValueTask<bool> ReceiveAsync(TimeSpan timeout, CancellationToken interruption)
    {
        if (_reading is null)
        {
            Received.CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            _reading = _stream.ReadAsync(_buffer.AsMemory(_end), CancellationToken.None).AsTask();
        }

        var count = await _reading.WaitAsync(timeout > TimeSpan.Zero ? timeout : TimeSpan.FromMilliseconds(1), time, interruption);
        _reading = null;
        _end += count;
        return count > 0;
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var writing = _stream.WriteAsync(bytes, CancellationToken.None);
        if (!writing.IsCompletedSuccessfully)
            await writing.AsTask().WaitAsync(WriteTimeout, time);
    }

    /// <summary>Closes the connection. Reads a little more before, because unread bytes would reset it, and the client would miss the last reply.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            using var timeout = new CancellationTokenSource(CloseTimeout, time);
            if (_stream is SslStream { IsAuthenticated: true } encrypted)
                await encrypted.ShutdownAsync().WaitAsync(timeout.Token);
            socket.Shutdown(SocketShutdown.Send);
            for (var drained = 0; drained < MaxDrained && _reading is null;)
            {
                var count = await socket.ReceiveAsync(_buffer, timeout.Token);
                if (count == 0)
                    break;
                drained += count;
            }
        }
        catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The client is gone already, or does not close its side.
        }
        finally
        {
            // An SslStream waits for its pending read, which ends when the socket is closed first.
            socket.Dispose();
            await _stream.DisposeAsync();
        }
    }
}
