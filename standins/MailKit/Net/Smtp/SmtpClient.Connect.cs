using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MailKit.Security;

namespace MailKit.Net.Smtp;

/// <content>Greeting, EHLO, TLS.</content>
public partial class SmtpClient
{
    public async Task ConnectAsync(
        string host, int port = 0, SecureSocketOptions options = SecureSocketOptions.Auto,
        CancellationToken cancellationToken = default)
    {
        var server = Check(host, port, options);
        var socket = await SocketConnector.ConnectAsync(host, server.Port, LocalEndPoint, timeout, cancellationToken);
        var stream = new SocketStream(socket) { ReadTimeout = timeout, WriteTimeout = timeout };

        await OpenAsync(stream, server, cancellationToken);
    }

    public Task ConnectAsync(
        Socket socket, string host, int port = 0, SecureSocketOptions options = SecureSocketOptions.Auto,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);

        if (!socket.Connected)
            throw new ArgumentException("The socket is not connected.", nameof(socket));

        return OpenAsync(new SocketStream(socket), Check(host, port, options), cancellationToken);
    }

    public Task ConnectAsync(
        Stream stream, string host, int port = 0, SecureSocketOptions options = SecureSocketOptions.Auto,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);

        return OpenAsync(stream, Check(host, port, options), cancellationToken);
    }

    private ServerAddress Check(string host, int port, SecureSocketOptions options)
    {
        ArgumentNullException.ThrowIfNull(host);

        if (host.Length == 0)
            throw new ArgumentException("The host name cannot be empty.", nameof(host));

        if (port is < 0 or > 65535)
            throw new ArgumentOutOfRangeException(nameof(port));

        ObjectDisposedException.ThrowIf(disposed, typeof(SmtpClient));

        if (IsConnected)
            throw new InvalidOperationException("The SmtpClient is already connected.");

        capabilities = SmtpCapabilities.None;
        AuthenticationMechanisms.Clear();
        MaxSize = 0;

        return ServerAddress.Resolve(host, port, options);
    }

    private async Task OpenAsync(Stream stream, ServerAddress server, CancellationToken cancellationToken)
    {
        if (server.ImplicitTls)
            stream = await StartTlsAsync(stream, server, cancellationToken);

        var opening = new SmtpConnection(stream, logger);

        try
        {
            // Only now: on a caller's socket the handshake of implicit TLS runs under the socket's own timeouts.
            if (stream.CanTimeout)
                stream.ReadTimeout = stream.WriteTimeout = timeout;

            logger.LogConnect(server.Uri);
            await NegotiateAsync(opening, server, cancellationToken);
        }
        catch
        {
            opening.Dispose();
            throw;
        }

        connection = opening;
        address = server;
        Connected?.Invoke(this, new ConnectedEventArgs(server.Host, server.Port, server.Options));
    }

    private async Task NegotiateAsync(SmtpConnection opening, ServerAddress server, CancellationToken cancellationToken)
    {
        Expect(SmtpStatusCode.ServiceReady, await opening.ReadReplyAsync(cancellationToken));
        await HelloAsync(opening, cancellationToken);

        if (!server.StartTls)
            return;

        if ((capabilities & SmtpCapabilities.StartTLS) == 0)
        {
            if (server.Options == SecureSocketOptions.StartTls)
                throw new NotSupportedException("The SMTP server does not support the STARTTLS extension.");

            return;
        }

        Expect(SmtpStatusCode.ServiceReady, await opening.SendCommandAsync("STARTTLS\r\n", cancellationToken));
        opening.Secure(await StartTlsAsync(opening.Stream, server, cancellationToken));
        await HelloAsync(opening, cancellationToken);
    }

    private async Task<SslStream> StartTlsAsync(Stream stream, ServerAddress server, CancellationToken cancellationToken)
    {
        CertificateRejection? rejection = null;
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);

        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = server.Host,
                    ClientCertificates = ClientCertificates,
                    EnabledSslProtocols = SslProtocols,
                    CertificateRevocationCheckMode =
                        CheckCertificateRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck,
                    RemoteCertificateValidationCallback = Validate,
                },
                cancellationToken);

            return tls;
        }
        catch (Exception e)
        {
            await tls.DisposeAsync();
            throw CertificateRejection.Explain(server, rejection, e);
        }

        bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            var valid = ServerCertificateValidationCallback?.Invoke(server.Uri.Host, certificate, chain, errors)
                ?? errors == SslPolicyErrors.None;
            rejection = valid ? null : CertificateRejection.Capture(certificate, chain, errors);

            return valid;
        }
    }

    private async Task HelloAsync(SmtpConnection opening, CancellationToken cancellationToken)
    {
        var domain = EhloDomain();
        var reply = await opening.SendCommandAsync($"EHLO {domain}\r\n", cancellationToken);

        // RFC 5321 section 3.2: whatever the server has against EHLO, HELO is the way back.
        if (reply.StatusCode != SmtpStatusCode.Ok)
        {
            Expect(SmtpStatusCode.Ok, await opening.SendCommandAsync($"HELO {domain}\r\n", cancellationToken));
            return;
        }

        var offered = ServerExtensions.Parse(reply.Response);

        // Inside TLS a server no longer announces STARTTLS; that it had done so remains known.
        capabilities = (capabilities & SmtpCapabilities.StartTLS) | offered.Capabilities;
        MaxSize = offered.MaxSize;
        AuthenticationMechanisms.Clear();
        AuthenticationMechanisms.UnionWith(offered.Mechanisms);
    }

    private string EhloDomain()
    {
        if (string.IsNullOrEmpty(LocalDomain))
            return HostName();

        if (!IPAddress.TryParse(LocalDomain, out var ip))
            return LocalDomain;

        // An address is given as a literal, RFC 5321 section 4.1.3.
        if (ip.IsIPv4MappedToIPv6)
            ip = ip.MapToIPv4();

        return ip.AddressFamily == AddressFamily.InterNetworkV6 ? $"[IPv6:{ip}]" : $"[{ip}]";
    }

    private static void Expect(SmtpStatusCode expected, SmtpResponse reply)
    {
        if (reply.StatusCode != expected)
            throw new SmtpCommandException(SmtpErrorCode.UnexpectedStatusCode, reply.StatusCode, reply.Response);
    }
}
