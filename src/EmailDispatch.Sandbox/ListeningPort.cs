using System.Net;
using System.Net.Sockets;

namespace EmailDispatch.Sandbox;

/// <summary>
/// A port on 127.0.0.1 that stays bound until disposal and accepts connections only while open: a bound socket that does not listen refuses them.
/// </summary>
internal sealed class ListeningPort : IDisposable
{
    private Socket _socket;

    public ListeningPort(int port)
    {
        _socket = Bind(port);
        Number = ((IPEndPoint)_socket.LocalEndPoint!).Port;
    }

    public int Number { get; }

    public Socket Open()
    {
        _socket.Listen(backlog: 512);
        return _socket;
    }

    public void Close()
    {
        _socket.Dispose();
        _socket = Bind(Number);
    }

    public void Dispose() => _socket.Dispose();

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
