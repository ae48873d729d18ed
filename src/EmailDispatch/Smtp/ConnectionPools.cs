using System.Net;
using EmailDispatch.Providers;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Smtp;

/// <summary>One connection pool per provider, for the lifetime of the process. Disposing closes all connections with QUIT.</summary>
public sealed class ConnectionPools : IAsyncDisposable
{
    private readonly Dictionary<string, (ConnectionSettings Settings, ConnectionPool Pool)> _pools = [];
    private readonly HashSet<ConnectionPool> _replaced = [];
    private readonly Lock _guard = new();
    private readonly SmtpConnector _connector;
    private readonly TimeProvider _time;
    private bool _disposed;

    public ConnectionPools(TimeProvider time, ILogger<ConnectionPools> logger)
        : this(Dns.GetHostAddressesAsync, time, logger)
    {
    }

    internal ConnectionPools(
        Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider time, ILogger<ConnectionPools> logger, Func<IPEndPoint, CancellationToken, Task<ServerLink>>? connect = null)
    {
        _time = time;
        _connector = new SmtpConnector(new AddressCache(resolve, time), logger, time, connect);
    }

    /// <summary>
    /// Returns the pool of a provider. If the provider's connection settings have changed, a new pool replaces the old one, which is closed.
    /// </summary>
    internal ConnectionPool For(ProviderOptions provider)
    {
        var settings = ConnectionSettings.Of(provider);
        lock (_guard)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_pools.TryGetValue(provider.Name, out var known))
            {
                if (known.Settings == settings)
                    return known.Pool;
                _replaced.Add(known.Pool);
                _ = EndAsync(known.Pool);
            }

            var pool = new ConnectionPool(provider, _connector, _time);
            _pools[provider.Name] = (settings, pool);
            return pool;
        }
    }

    /// <summary>Closes idle connections with QUIT within about two seconds; connections in use are closed when their message is done.</summary>
    public async ValueTask DisposeAsync()
    {
        ConnectionPool[] pools;
        lock (_guard)
        {
            _disposed = true;
            pools = [.. _pools.Values.Select(p => p.Pool), .. _replaced];
        }

        await Task.WhenAll(pools.Select(p => p.DisposeAsync().AsTask()));
    }

    private async Task EndAsync(ConnectionPool pool)
    {
        await pool.DisposeAsync();
        lock (_guard)
            _replaced.Remove(pool);
    }

    private sealed record ConnectionSettings(
        string Host, int Port, ProviderSecurity Security, ProviderAuth? Auth, bool TlsVerify, string CertificatePin, bool ProtocolLog,
        int MaxConnections, int MaxMessagesPerConnection, TimeSpan ConnectTimeout, TimeSpan CommandTimeout, string ClientName, bool PublicHostOnly)
    {
        public static ConnectionSettings Of(ProviderOptions provider) => new(
            provider.Host, provider.Port, provider.Security, provider.Auth, provider.TlsVerify, provider.CertificatePin, provider.ProtocolLog,
            provider.MaxConnections, provider.MaxMessagesPerConnection, provider.ConnectTimeout, provider.CommandTimeout,
            Smtp.ClientName.Of(provider, local: null), provider.PublicHostOnly);
    }
}
