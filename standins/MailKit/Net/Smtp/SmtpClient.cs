using System.Net;
using System.Net.NetworkInformation;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MailKit.Security;

namespace MailKit.Net.Smtp;

/// <summary>
/// A submission client of RFC 6409 over one connection, for one caller at a time. A refused command is a
/// <see cref="SmtpCommandException"/> and leaves the connection usable; after everything else it is closed.
/// </summary>
public partial class SmtpClient : IDisposable
{
    private readonly IProtocolLogger logger;
    private readonly AuthenticationSecretDetector detector = new();
    private SmtpConnection? connection;
    private ServerAddress? address;
    private SmtpCapabilities capabilities;
    private int timeout = 2 * 60 * 1000;
    private bool disposed;

    public SmtpClient()
        : this(new NullProtocolLogger())
    {
    }

    public SmtpClient(IProtocolLogger protocolLogger)
    {
        ArgumentNullException.ThrowIfNull(protocolLogger);
        logger = protocolLogger;
        logger.AuthenticationSecretDetector = detector;
    }

    public event EventHandler<ConnectedEventArgs>? Connected;

    public event EventHandler<DisconnectedEventArgs>? Disconnected;

    public event EventHandler<MessageSentEventArgs>? MessageSent;

    /// <summary>What the server offers; the caller may take away, never add.</summary>
    public SmtpCapabilities Capabilities
    {
        get => capabilities;
        set
        {
            if ((capabilities | value) > capabilities)
                throw new ArgumentException("Capabilities cannot be enabled, they may only be disabled.", nameof(value));

            capabilities = value;
        }
    }

    /// <summary>The largest message in bytes that the server announced, 0 where it named none.</summary>
    public uint MaxSize { get; private set; }

    public HashSet<string> AuthenticationMechanisms { get; } = new(StringComparer.Ordinal);

    /// <summary>The name given in EHLO; the host's own by default.</summary>
    public string? LocalDomain { get; set; }

    /// <summary>How long a single read or write may take, in milliseconds; 120,000 by default.</summary>
    public int Timeout
    {
        get => timeout;
        set
        {
            if (connection is { Stream: { CanTimeout: true } stream })
                stream.ReadTimeout = stream.WriteTimeout = value;

            timeout = value;
        }
    }

    public bool RequireTLS { get; set; }

    public IPEndPoint? LocalEndPoint { get; set; }

    public SslProtocols SslProtocols { get; set; }

    public X509CertificateCollection? ClientCertificates { get; set; }

    public bool CheckCertificateRevocation { get; set; } = true;

    public RemoteCertificateValidationCallback? ServerCertificateValidationCallback { get; set; }

    public bool IsConnected => connection is not null;

    public bool IsAuthenticated { get; private set; }

    public bool IsSecure => Tls is not null;

    public bool IsEncrypted => Tls is { IsEncrypted: true };

    public bool IsSigned => Tls is { IsSigned: true };

    public SslProtocols SslProtocol => Tls?.SslProtocol ?? SslProtocols.None;

    public TlsCipherSuite? SslCipherSuite => Tls?.NegotiatedCipherSuite;

    private SslStream? Tls => connection?.Stream as SslStream;

    public async Task NoOpAsync(CancellationToken cancellationToken = default)
    {
        var reply = await SendCommandAsync("NOOP\r\n", "The SmtpClient is not connected.", cancellationToken);

        if (reply.StatusCode != SmtpStatusCode.Ok)
            throw new SmtpCommandException(SmtpErrorCode.UnexpectedStatusCode, reply.StatusCode, reply.Response);
    }

    public async Task DisconnectAsync(bool quit, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(disposed, typeof(SmtpClient));

        if (connection is null)
            return;

        if (quit)
        {
            try
            {
                await connection.SendCommandAsync("QUIT\r\n", cancellationToken);
            }
            catch (Exception e) when (e is OperationCanceledException or SmtpProtocolException or IOException)
            {
                // The connection ends either way.
            }
        }

        Close(requested: true);
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || disposed)
            return;

        disposed = true;
        address = null;
        Close(requested: false);
        logger.Dispose();
    }

    /// <summary>Sends a command, with the line's end or without, and answers any reply.</summary>
    protected Task<SmtpResponse> SendCommandAsync(string command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);

        return SendCommandAsync(
            command.EndsWith("\r\n", StringComparison.Ordinal) ? command : command + "\r\n",
            "The SmtpClient must be connected before you can send commands.", cancellationToken);
    }

    private static string HostName()
    {
        var name = IPGlobalProperties.GetIPGlobalProperties().HostName.Replace('_', '-');

        return name.Length == 0 ? "localhost" : name;
    }

    private SmtpConnection RequireConnection(string otherwise)
    {
        ObjectDisposedException.ThrowIf(disposed, typeof(SmtpClient));

        return connection ?? throw new ServiceNotConnectedException(otherwise);
    }

    /// <summary>Outside a mail transaction a command that got no proper reply ends the connection.</summary>
    private async Task<SmtpResponse> SendCommandAsync(string command, string otherwise, CancellationToken cancellationToken)
    {
        try
        {
            return await RequireConnection(otherwise).SendCommandAsync(command, cancellationToken);
        }
        catch when (connection is not null)
        {
            Close(requested: false);
            throw;
        }
    }

    private void Close(bool requested)
    {
        connection?.Dispose();
        connection = null;
        capabilities = SmtpCapabilities.None;
        IsAuthenticated = false;

        if (address is not { } server)
            return;

        address = null;

        // Auto and None are not told apart here.
        var options = server.ImplicitTls || server.Options == SecureSocketOptions.StartTls
            ? server.Options
            : SecureSocketOptions.StartTlsWhenAvailable;
        Disconnected?.Invoke(this, new DisconnectedEventArgs(server.Uri.Host, server.Port, options, requested));
    }
}
