using System.Net;
using System.Net.Sockets;

namespace EmailDispatch.Testing;

/// <summary>A loopback port that does not answer: its backlog is full, so the system drops further SYNs as a firewall would.</summary>
public sealed class FullBacklog : IDisposable
{
    private const int MostWaiting = 16;
    private static readonly TimeSpan Unanswered = TimeSpan.FromMilliseconds(500);

    private readonly List<Socket> _sockets = [];

    private FullBacklog()
    {
    }

    public int Port => ((IPEndPoint)_sockets[0].LocalEndPoint!).Port;

    /// <summary>Fills the backlog at <paramref name="address"/>; null for 127.0.0.1 and a free port.</summary>
    public static async Task<FullBacklog> StartAsync(CancellationToken cancellationToken, IPEndPoint? address = null)
    {
        var backlog = new FullBacklog();
        var listener = backlog.NewSocket();
        listener.Bind(address ?? new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        while (await backlog.IsAnsweredAsync(cancellationToken))
            Assert.True(backlog._sockets.Count < MostWaiting, "This system answers beyond the backlog.");
        return backlog;
    }

    /// <summary>Frees the port and closes the waiting connections.</summary>
    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());

    private async Task<bool> IsAnsweredAsync(CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(Unanswered);
        try
        {
            await NewSocket().ConnectAsync(_sockets[0].LocalEndPoint!, late.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private Socket NewSocket()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(socket);
        return socket;
    }
}
