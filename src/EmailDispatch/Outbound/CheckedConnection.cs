using System.Net;
using System.Net.Sockets;

namespace EmailDispatch.Outbound;

/// <summary>
/// Connects to a host that an untrusted caller named. The name is resolved here and the connection is made to the address that was checked, because a
/// second lookup could return another one.
/// </summary>
internal static class CheckedConnection
{
    /// <summary>Connects to the first allowed address that accepts the connection.</summary>
    /// <exception cref="RefusedAddressException">The host has no allowed address.</exception>
    public static async ValueTask<Stream> OpenAsync(
        SocketsHttpConnectionContext context, Func<string, CancellationToken, Task<IPAddress[]>> resolve, bool mayBePrivate, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken);
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);

        var allowed = mayBePrivate ? addresses : Array.FindAll(addresses, PublicAddress.Is);
        if (allowed.Length == 0)
            throw new RefusedAddressException($"{host} has no public address.");

        for (var n = 0; ; n++)
        {
            var socket = new Socket(allowed[n].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(allowed[n], port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (n < allowed.Length - 1)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}

/// <summary>A host has no address to which connections are allowed.</summary>
internal sealed class RefusedAddressException(string message) : IOException(message);
