using System.Net;
using System.Net.Sockets;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace EmailDispatch.Smtp;

/// <summary>The connection below a session: a socket, or a simulated one in tests.</summary>
internal class ServerLink(Socket? socket) : IDisposable
{
    public Socket? Socket => socket;

    public virtual EndPoint? Local => socket!.LocalEndPoint;

    public virtual EndPoint? Remote => socket!.RemoteEndPoint;

    /// <summary>Whether the server has sent something, or closed the connection.</summary>
    public virtual bool HasWord => socket!.Poll(0, SelectMode.SelectRead);

    /// <summary>Limits how long to wait for a reply, until the client's timeout is set.</summary>
    public virtual void LimitReplies(TimeSpan timeout) => socket!.ReceiveTimeout = (int)timeout.TotalMilliseconds;

    public static async Task<ServerLink> OpenAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        // Our own socket: on MailKit's, Nagle's algorithm and delayed acknowledgements cost about 40 ms for each message larger than its write buffer.
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server, cancellationToken);
            return new ServerLink(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Begins the session: greeting, EHLO and TLS.</summary>
    public virtual Task BeginAsync(SmtpClient client, string host, int port, SecureSocketOptions options, CancellationToken cancellationToken) =>
        client.ConnectAsync(socket!, host, port, options, cancellationToken);

    public virtual void Dispose() => socket?.Dispose();
}
