using System.Net;
using System.Net.Sockets;

namespace MailKit.Net.Smtp;

/// <summary>Opens a socket to the first address of a host that answers; the last address's fault is the caller's.</summary>
internal static class SocketConnector
{
    public static async Task<Socket> ConnectAsync(
        string host, int port, IPEndPoint? localEndPoint, int timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);

        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, deadline.Token);

            for (var i = 0; i < addresses.Length; i++)
            {
                var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp);

                try
                {
                    if (localEndPoint is not null)
                        socket.Bind(localEndPoint);

                    await socket.ConnectAsync(addresses[i], port, deadline.Token);
                    return socket;
                }
                catch (Exception e)
                {
                    socket.Dispose();

                    if (e is OperationCanceledException || i + 1 == addresses.Length)
                        throw;
                }
            }

            throw new IOException($"Failed to resolve host: {host}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }
}
