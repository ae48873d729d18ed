using System.Net;
using System.Net.Sockets;

namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>
/// A port on 127.0.0.1 that is held for as long as this lives, and that connections reach only while it is open:
/// a bound socket that does not listen refuses them.
/// </summary>
internal sealed class ListeningPort : IDisposable
{
    private Socket socket;

    public ListeningPort(int port)
    {
        socket = Bind(port);
        Number = ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public int Number { get; }

    public Socket Open()
    {
        socket.Listen(backlog: 512);
        return socket;
    }

    public void Close()
    {
        socket.Dispose();
        socket = Bind(Number);
    }

    public void Dispose() => socket.Dispose();

    private static Socket Bind(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
