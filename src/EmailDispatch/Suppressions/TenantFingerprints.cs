using Azure;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Suppressions;

/// <summary>
/// The fingerprints of one tenant's suppressed addresses, in memory. The whole list is read on first use and every hour, changes every minute, but
/// only when a caller asks: a tenant that sends nothing costs nothing. Removed addresses stay until the next full read, which is harmless because a
/// fingerprint only means that the row must be read.
/// </summary>
/// <remarks>
/// Changes are selected by <c>Timestamp</c>, which is the server's clock, compared with the <c>Date</c> of the previous response, which is too. A
/// write becomes visible shortly after its timestamp, hence the margin.
/// </remarks>
internal sealed partial class TenantFingerprints(SuppressionStore store, string tenant, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ReloadInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(10);

    // While storage fails, a list is used until it is this old. Then nobody knows who is not to be sent to.
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(2);

    // Under load, a refresh begins as soon as it is due. After a quiet time the list may be hours old, and nobody uses it.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan VisibilityMargin = TimeSpan.FromMinutes(2);

    // For one page of a thousand rows; a list of a million has a thousand pages.
    private static readonly TimeSpan PageTimeout = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly HashSet<ulong> _addedWhileReading = [];
    private HashSet<ulong>? _known;
    private Task? _reading;
    private bool _hasErased;
    private bool _isOld;
    private DateTimeOffset _refreshAt;
    private DateTimeOffset _reloadAt;
    private DateTimeOffset _readUntil;
    private DateTimeOffset _usableUntil;

    /// <summary>
    /// Refreshes the list if it is due. One caller waits for the read; the others use the older version if the read began when it was due, and wait
    /// if it began later. While storage fails, all use the older version, for <see cref="MaxAge"/> at most.
    /// </summary>
    /// <exception cref="RequestFailedException">Storage fails, and there is no list, or it is too old.</exception>
    public Task EnsureFreshAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (now < _usableUntil && (now < _refreshAt || (_reading is not null && !_isOld)))
                return Task.CompletedTask;

            if (_reading is null)
                (_isOld, _reading) = (now - Grace > _refreshAt, ReadAsync());
            return _reading.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Whether there are, or were recently, entries of erased addresses.</summary>
    public bool HasErased
    {
        get
        {
            lock (_lock)
                return _hasErased;
        }
    }

    public bool MayContain(ulong fingerprint)
    {
        lock (_lock)
            return _known?.Contains(fingerprint) ?? throw new InvalidOperationException("The fingerprints were not read.");
    }

    public void Add(string key)
    {
        lock (_lock)
        {
            var fingerprint = SuppressionKey.FingerprintOf(key);
            _hasErased |= SuppressionKey.IsErased(key);
            _known?.Add(fingerprint);
            if (_reading is not null)
                _addedWhileReading.Add(fingerprint);
        }
    }

    private async Task ReadAsync()
    {
        // Run outside the caller's lock.
        await Task.Yield();
        var refreshAt = DateTimeOffset.MinValue;
        try
        {
            var now = time.GetUtcNow();
            refreshAt = now + RetryInterval;
            var isWhole = _known is null || now >= _reloadAt;
            var (found, readAt) = await ReadPagesAsync(isWhole ? null : _readUntil - VisibilityMargin);
            lock (_lock)
            {
                if (isWhole)
                {
                    found.UnionWith(_addedWhileReading);
                    _known = found;
                }
                else
                {
                    _known!.UnionWith(found);
                }

                _usableUntil = now + MaxAge;
            }

            _readUntil = readAt ?? now;
            _reloadAt = isWhole ? now + ReloadInterval : _reloadAt;
            refreshAt = now + RefreshInterval;
        }
        catch (Exception fault) when (StorageFaults.IsAny(fault))
        {
            if (time.GetUtcNow() >= _usableUntil)
                throw new RequestFailedException($"The table {SuppressionStore.TableName} cannot be read: {fault.Message}", fault);
            Log.NotRefreshed(logger, fault, tenant);
        }
        finally
        {
            lock (_lock)
            {
                _refreshAt = refreshAt;
                _addedWhileReading.Clear();
                _reading = null;
            }
        }
    }

    private async Task<(HashSet<ulong> Found, DateTimeOffset? ReadAt)> ReadPagesAsync(DateTimeOffset? changedSince)
    {
        using var timeout = new CancellationTokenSource(PageTimeout, time);
        var (found, hasErased) = (new HashSet<ulong>(), false);
        DateTimeOffset? readAt = null;
        await foreach (var (keys, serverTime) in store.ReadKeysAsync(tenant, changedSince, timeout.Token))
        {
            readAt ??= serverTime;
            foreach (var key in keys)
            {
                found.Add(SuppressionKey.FingerprintOf(key));
                hasErased |= SuppressionKey.IsErased(key);
            }

            timeout.CancelAfter(PageTimeout);
        }

        lock (_lock)
            _hasErased |= hasErased;
        return (found, readAt);
    }

    private static partial class Log
    {
        [LoggerMessage(5001, LogLevel.Warning, "The do-not-send list of {Tenant} could not be refreshed; what was last read stays in use")]
        public static partial void NotRefreshed(ILogger logger, Exception fault, string tenant);
    }
}
