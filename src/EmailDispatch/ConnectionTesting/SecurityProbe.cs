using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using EmailDispatch.Smtp;

namespace EmailDispatch.ConnectionTesting;

/// <summary>Finds out, on a separate connection, whether a port speaks plain text or TLS first, if the configured way failed.</summary>
internal sealed class SecurityProbe(IPEndPoint server, string host, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Reads the greeting in plain text; null if there is none.</summary>
    public Task<string?> ReadPlainGreetingAsync(CancellationToken cancellationToken) => TryAsync<string?>(
        async (stream, cancellation) =>
        {
            var buffer = new byte[SmtpReply.MaxTextLength];
            var length = await stream.ReadAtLeastAsync(buffer, 4, throwOnEndOfStream: false, cancellation);
            var text = Encoding.UTF8.GetString(buffer, 0, length).Trim();
            return length >= 4 && text.Take(3).All(char.IsAsciiDigit) ? text.ReplaceLineEndings(" ") : null;
        },
        cancellationToken);

    /// <summary>Whether the server answers a TLS handshake at the start of the connection.</summary>
    public Task<bool> ExpectsTlsAtOnceAsync(CancellationToken cancellationToken) => TryAsync(
        async (stream, cancellation) =>
        {
            var sawCertificate = false;
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = host,
#pragma warning disable CA5359 // Nothing is sent: the handshake itself is what is asked about.
                RemoteCertificateValidationCallback = (_, certificate, _, _) => sawCertificate = certificate is not null,
#pragma warning restore CA5359
            };
            try
            {
                await using var tls = new SslStream(stream, leaveInnerStreamOpen: true);
                await tls.AuthenticateAsClientAsync(options, cancellation);
            }
            catch (AuthenticationException)
            {
                return sawCertificate;
            }

            return true;
        },
        cancellationToken);

    private async Task<T?> TryAsync<T>(Func<Stream, CancellationToken, Task<T>> look, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(server, either.Token);
            await using var stream = new NetworkStream(socket, ownsSocket: false);
            return await look(stream, either.Token);
        }
        catch (Exception fault) when (fault is SocketException or IOException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return default;
        }
    }
}
