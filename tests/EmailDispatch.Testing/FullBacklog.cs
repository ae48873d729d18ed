using System.Net;
using System.Net.Sockets;

namespace EmailDispatch.Testing;

/// <summary>
/// A port on loopback that answers nobody: so many connections wait to be accepted that the system drops the SYN of every further one, as
/// a firewall would.
/// </summary>
public sealed class FullBacklog : IDisposable
{
    private const int MostWaiting = 16;
    private static readonly TimeSpan Unanswered = TimeSpan.FromMilliseconds(500);

    private readonly List<Socket> _sockets = [];

    private FullBacklog()
    {
    }

    public int Port => ((IPEndPoint)_sockets[0].LocalEndPoint!).Port;

    /// <summary>Begins to answer nobody.</summary>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <param name="address">The address of loopback; null for 127.0.0.1 and a free port.</param>
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

    /// <summary>Gives the port back, with all that wait there.</summary>
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
