using System.Collections.Concurrent;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Access;

/// <summary>
/// Keeps when an issued key was last used, to <see cref="Interval"/>: a request costs no write of its own, only the first in that time does,
/// on each instance. A write that fails is not repeated until the next is due; no request fails for it.
/// </summary>
public sealed partial class KeyUses(ApiKeyTable table, TimeProvider time, ILogger<KeyUses> logger)
{
    /// <summary>How far behind what is shown may be.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    // Of keys that exist, each some dozen bytes; a table that has more costs a few writes more.
    internal const int Capacity = 10_000;

    // A request waits for it at the end; a client of storage would try for minutes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _noted = new();

    /// <summary>Notes that a key was used just now.</summary>
    public async Task NoteAsync(ApiKey key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (key.CreatedAt is null || now - key.LastUsedAt < Interval || !TryTake(key.Id, now))
            return;

        using var patience = new CancellationTokenSource(Patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await table.TryMergeAsync(ApiKeyRow.ToUse(key.Id, now), end.Token);
        }
        catch (Exception fault) when (StorageFaults.IsAny(fault))
        {
            Log.NotNoted(logger, fault, key.Id);
        }
    }

    // Of several requests at once, one writes.
    private bool TryTake(string id, DateTimeOffset now)
    {
        if (_noted.Count >= Capacity)
            _noted.Clear();
        return _noted.TryGetValue(id, out var last) ? now - last >= Interval && _noted.TryUpdate(id, now, last) : _noted.TryAdd(id, now);
    }

    private static partial class Log
    {
        [LoggerMessage(4104, LogLevel.Warning, "When the API key {Id} was last used could not be stored")]
        public static partial void NotNoted(ILogger logger, Exception fault, string id);
    }
}
