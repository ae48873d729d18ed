using System.Collections.Concurrent;

namespace EmailDispatch.Access;

/// <summary>
/// What was found out about presented keys, for a minute, "not known" too: neither an email nor a wrong key that is tried again and again
/// costs a request to storage. The minute runs from before the read, so a key that is revoked elsewhere is refused here at most a minute later.
/// </summary>
public sealed class ApiKeyCache(TimeProvider time)
{
    /// <summary>How long something is believed without looking.</summary>
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

    /// <summary>Keeps what was read, unless a revocation has come in between.</summary>
    internal void Add(ApiKeyHash hash, ApiKey? key, DateTimeOffset readAt)
    {
        MakeRoom();
        var read = new Entry(key, readAt + Lifetime);
        _entries.AddOrUpdate(hash, read, (_, present) => present.ExpiresAt >= read.ExpiresAt ? present : read);
    }

    /// <summary>Makes a key unknown at once, also to who reads its row at this moment.</summary>
    internal void Revoke(ApiKeyHash hash) => Replace(hash, null);

    /// <summary>Makes a key what it is now at once, also to who reads its row at this moment.</summary>
    internal void Replace(ApiKeyHash hash, ApiKey? key) => _entries[hash] = new Entry(key, time.GetUtcNow() + Lifetime);

    // Made up keys must not push out the real ones: those go only where they alone are too many.
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
