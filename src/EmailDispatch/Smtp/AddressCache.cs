using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace EmailDispatch.Smtp;

/// <summary>Caches the addresses of hosts for 60 s, so a provider can move and emails do not each wait for a lookup.</summary>
internal sealed class AddressCache(Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, (IPAddress[] Addresses, DateTimeOffset Until)> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="SocketException">The host does not exist, or the lookup failed.</exception>
    public async ValueTask<IPAddress[]> FindAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal))
            return [literal];
        if (_known.TryGetValue(host, out var known) && time.GetUtcNow() < known.Until)
            return known.Addresses;

        var addresses = await resolve(host, cancellationToken);
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);
        _known[host] = (addresses, time.GetUtcNow() + Lifetime);
        return addresses;
    }

    /// <summary>Removes a host whose addresses could all not be connected to, because they may be outdated.</summary>
    public void Forget(string host) => _known.TryRemove(host, out _);
}
