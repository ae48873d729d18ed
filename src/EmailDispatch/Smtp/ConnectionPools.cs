using System.Net;
using EmailDispatch.Providers;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Smtp;

/// <summary>A pool of connections for each provider, for the life of the process; disposing says goodbye on all of them.</summary>
public sealed class ConnectionPools : IAsyncDisposable
{
    private readonly Dictionary<string, (ConnectionSettings Settings, ConnectionPool Pool)> _pools = [];
    private readonly HashSet<ConnectionPool> _replaced = [];
    private readonly Lock _guard = new();
    private readonly SmtpConnector _connector;
    private readonly TimeProvider _time;
    private bool _disposed;

    /// <summary>Pools without connections yet.</summary>
    public ConnectionPools(TimeProvider time, ILogger<ConnectionPools> logger)
        : this(Dns.GetHostAddressesAsync, time, logger)
    {
    }

    internal ConnectionPools(Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider time, ILogger<ConnectionPools> logger)
    {
        _time = time;
        _connector = new SmtpConnector(new AddressCache(resolve, time), logger, time);
    }

    /// <summary>The pool of a provider. Where the settings of its connections have changed, there is a new one, and the old one ends.</summary>
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

    /// <summary>Closes what idles, with QUIT, within some two seconds; what is in use is closed as soon as its message is through.</summary>
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
        int MaxConnections, int MaxMessagesPerConnection, TimeSpan ConnectTimeout, TimeSpan CommandTimeout)
    {
        public static ConnectionSettings Of(ProviderOptions provider) => new(
            provider.Host, provider.Port, provider.Security, provider.Auth, provider.TlsVerify, provider.CertificatePin, provider.ProtocolLog,
            provider.MaxConnections, provider.MaxMessagesPerConnection, provider.ConnectTimeout, provider.CommandTimeout);
    }
}
