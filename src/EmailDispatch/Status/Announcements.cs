using System.Collections.Concurrent;

namespace EmailDispatch.Status;

/// <summary>
/// Writes a mark before other writes, at most <paramref name="lifetime"/> ahead. Of many concurrent callers one writes the mark, and the others wait for it.
/// </summary>
internal sealed class Announcements(TimeSpan lifetime, Func<string, DateTimeOffset, Task> write, TimeProvider time)
{
    private const int MaxRemembered = 10_000;

    private readonly ConcurrentDictionary<string, Lazy<Announced>> _announced = new(StringComparer.Ordinal);

    /// <summary>Writes the mark of a key, unless this instance did so recently.</summary>
    public async ValueTask AnnounceAsync(string key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var announced = _announced.GetOrAdd(key, New, now);
        if (announced.Value.At + lifetime <= now)
        {
            var renewed = New(key, now);
            announced = _announced.TryUpdate(key, renewed, announced) ? renewed : _announced.GetOrAdd(key, renewed);
        }

        try
        {
            await announced.Value.Write.WaitAsync(cancellationToken);
        }
        catch (Exception) when (announced.Value.Write is { IsCompleted: true, IsCompletedSuccessfully: false })
        {
            // The next caller tries again.
            _announced.TryRemove(new KeyValuePair<string, Lazy<Announced>>(key, announced));
            throw;
        }

        if (_announced.Count > MaxRemembered)
            Forget(now);
    }

    private Lazy<Announced> New(string key, DateTimeOffset now) => new(() => new Announced(now, write(key, now)));

    private void Forget(DateTimeOffset now)
    {
        foreach (var old in _announced.Where(a => a.Value.Value.At + lifetime <= now))
            _announced.TryRemove(old);
    }

    private sealed record Announced(DateTimeOffset At, Task Write);
}
