using System.Collections.Concurrent;

namespace EmailDispatch.Access;

/// <summary>
/// Caches lookups of presented keys for a minute, including failed ones, so neither an email nor a repeated wrong key costs a storage request. The
/// minute starts before the read, so a key revoked on another instance is rejected here within a minute.
/// </summary>
public sealed class ApiKeyCache(TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    internal const int Capacity = 10_000;

    private readonly ConcurrentDictionary<ApiKeyHash, Entry> _entries = new();

    internal int Count => _entries.Count;

    internal bool TryGet(ApiKeyHash hash, out ApiKey? key)
    {
        var isFresh = _entries.TryGetValue(hash, out var entry) && time.GetUtcNow() < entry.ExpiresAt;
        key = isFresh ? entry!.Key : null;
        return isFresh;
    }

    /// <summary>Caches what was read, unless the key was revoked or replaced in the meantime.</summary>
    internal void Add(ApiKeyHash hash, ApiKey? key, DateTimeOffset readAt)
    {
        MakeRoom();
        var read = new Entry(key, readAt + Lifetime);
        _entries.AddOrUpdate(hash, read, (_, present) => present.ExpiresAt >= read.ExpiresAt ? present : read);
    }

    /// <summary>Makes a key unknown immediately, even for a request that is reading its row now.</summary>
    internal void Revoke(ApiKeyHash hash) => Replace(hash, null);

    /// <summary>Replaces a key immediately, even for a request that is reading its row now.</summary>
    internal void Replace(ApiKeyHash hash, ApiKey? key) => _entries[hash] = new Entry(key, time.GetUtcNow() + Lifetime);

    // Invented keys must not evict real ones: real keys are removed only if they alone fill the cache.
    private void MakeRoom()
    {
        if (_entries.Count < Capacity)
            return;

        var now = time.GetUtcNow();
        Remove(entry => entry.ExpiresAt <= now || entry.Key is null);
        if (_entries.Count >= Capacity)
            _entries.Clear();
    }

    private void Remove(Func<Entry, bool> condition)
    {
        foreach (var entry in _entries)
        {
            if (condition(entry.Value))
                _entries.TryRemove(entry);
        }
    }

    private sealed record Entry(ApiKey? Key, DateTimeOffset ExpiresAt);
}
