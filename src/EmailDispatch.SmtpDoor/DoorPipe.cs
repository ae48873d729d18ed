using System.IO.Pipelines;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SmtpServer.IO;

namespace EmailDispatch.SmtpDoor;

/// <summary>Stands between the library and a client's socket: checked lines in, replies with enhanced status codes out.</summary>
internal sealed class DoorPipe : ISecurableDuplexPipe
{
    private readonly ClientSocket _socket;
    private readonly DoorCertificates _certificates;
    private readonly Action _closed;
    private int _isDisposed;

    public DoorPipe(DoorSession session, ClientSocket socket, DoorCertificates certificates, Action closed)
    {
        (Session, _socket, _certificates, _closed) = (session, socket, certificates, closed);
        Input = PipeReader.Create(new CommandStream(session, socket), new StreamPipeReaderOptions(leaveOpen: true));
        Output = new ReplyWriter(session, socket);
    }

    public DoorSession Session { get; }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public bool IsSecure => Session.IsSecure;

    public SslProtocols SslProtocol => _socket.Tls;

    public async Task UpgradeAsync(X509Certificate certificate, SslProtocols protocols, CancellationToken cancellationToken = default)
    {
        using var timeout = new CancellationTokenSource(Session.Options.LoginTimeout, Session.Time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        await _socket.StartTlsAsync(_certificates.Current, end.Token);
        Session.IsSecure = true;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            _ = CloseAsync();
    }

    private async Task CloseAsync()
    {
        Session.Dispose();
        await _socket.DisposeAsync();
        _closed();
    }
}
