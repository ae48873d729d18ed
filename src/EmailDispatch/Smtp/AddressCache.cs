using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace EmailDispatch.Smtp;

/// <summary>The addresses of hosts, looked up again after 60 s, so that a provider can move and one email does not wait for each lookup.</summary>
internal sealed class AddressCache(Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, (IPAddress[] Addresses, DateTimeOffset Until)> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="SocketException">There is no such host, or nobody knows now.</exception>
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

    /// <summary>None of the addresses could be connected to: they may be old.</summary>
    public void Forget(string host) => _known.TryRemove(host, out _);
}
