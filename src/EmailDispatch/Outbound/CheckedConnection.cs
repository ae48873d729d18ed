using System.Net;
using System.Net.Sockets;

namespace EmailDispatch.Outbound;

/// <summary>
/// Connects to a host that a stranger has named. The name is resolved here and the connection is made to the address that was checked: a
/// second lookup could return another one.
/// </summary>
internal static class CheckedConnection
{
    /// <summary>Connects to the first address that is allowed and answers.</summary>
    /// <param name="context">The host and port.</param>
    /// <param name="resolve">Looks a name up.</param>
    /// <param name="mayBePrivate">Whether an address need not be public (<see cref="PublicAddress"/>).</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedAddressException">None is allowed.</exception>
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

/// <summary>A host has no address that may be connected to.</summary>
internal sealed class RefusedAddressException(string message) : IOException(message);
