using System.Collections.Concurrent;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Access;

/// <summary>
/// Records when an issued key was last used, accurate to <see cref="Interval"/>: each instance writes only on the first use within that time. A
/// failed write is not retried until the next one is due, and does not fail the request.
/// </summary>
public sealed partial class KeyUses(ApiKeyTable table, TimeProvider time, ILogger<KeyUses> logger)
{
    /// <summary>How far the displayed time may lag behind.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    // Entries are existing keys of a few dozen bytes each; if there are more keys, a few more writes are made.
    internal const int Capacity = 10_000;

    // The request waits for this write; the storage client would retry for minutes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _noted = new();

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

    // Only one of several concurrent requests writes.
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
