using System.Net;
using System.Net.Sockets;
using EmailDispatch.Emails;

namespace EmailDispatch.Intake.Attachments;

/// <summary>
/// The hosts that files may be fetched from, and the connections to them. It resolves the name itself and connects to the address it checked,
/// because a second lookup could return another one.
/// </summary>
internal sealed class AttachmentHosts(AttachmentFetchOptions options, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    public bool MayAsk(string host) => options.AttachmentHosts.Count == 0 || IsAmong(options.AttachmentHosts, host);

    /// <summary>Connects to the first allowed address that answers.</summary>
    /// <exception cref="RefusedAddressException">None is allowed.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken);
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);

        var allowed = IsAmong(options.AllowPrivateAttachmentHosts, host) ? addresses : Array.FindAll(addresses, PublicAddress.Is);
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

    // An IP address is not a domain, but it can be listed too.
    private static bool IsAmong(IList<string> hosts, string host) =>
        hosts.Contains(host, StringComparer.OrdinalIgnoreCase) || (hosts.Count > 0 && DomainPattern.MatchesAny([.. hosts], host));
}

/// <summary>A host has no address that may be connected to.</summary>
internal sealed class RefusedAddressException(string message) : IOException(message);
