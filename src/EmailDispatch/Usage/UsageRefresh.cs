using System.Collections.Concurrent;
using EmailDispatch.Status;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Usage;

/// <summary>
/// Counts open hours again when their usage is read, if their figures are older than a minute and may have changed. Bounded: at most
/// <see cref="UsageOptions.RefreshRows"/> status rows for one read, newest hours first, each hour at most once a minute in each instance, one read at a time.
/// </summary>
public sealed class UsageRefresh(OpenHours openHours, UsageAggregator aggregator, IOptions<UsageOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>Figures are not counted again before they are this old.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _oneAtATime = new(1);

    // Hours that are too large or changed meanwhile keep their old mark.
    private readonly ConcurrentDictionary<(string Tenant, DateTimeOffset Hour), DateTimeOffset> _tried = new();

    /// <summary>Brings the hours of a range up to date as far as the bounds allow.</summary>
    public async Task<UsageAge> RefreshAsync(string tenant, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var (now, open) = await ReadAsync();
        if (!open.Exists(hour => IsDue(hour, now)))
            return UsageAge.Of(open, now);

        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            // Another read may just have counted them.
            (now, open) = await ReadAsync();
            foreach (var (tried, at) in _tried)
            {
                if (at + MaxAge <= now)
                    _tried.TryRemove(tried, out _);
            }

            var left = options.Value.RefreshRows;
            var due = open.Where(hour => IsDue(hour, now)).OrderByDescending(hour => hour.Hour).ToList();
            foreach (var hour in due.TakeWhile(_ => left > 0))
            {
                _tried[(tenant, hour.Hour)] = now;
                left -= await aggregator.RefreshAsync(hour, left, cancellationToken);
            }

            if (due.Count > 0)
                (now, open) = await ReadAsync();
        }
        finally
        {
            _oneAtATime.Release();
        }

        return UsageAge.Of(open, now);

        async Task<(DateTimeOffset Now, List<OpenHour> Open)> ReadAsync() =>
            (time.GetUtcNow(), await openHours.ReadAsync(tenant, from, to, cancellationToken).ToListAsync(cancellationToken));
    }

    /// <inheritdoc />
    public void Dispose() => _oneAtATime.Dispose();

    private bool IsDue(OpenHour hour, DateTimeOffset now) =>
        options.Value.RefreshRows > 0
        && UsageAggregator.MayHaveChanged(hour, now)
        && !(hour.ComputedAt <= now && hour.ComputedAt + MaxAge > now)
        && !(_tried.TryGetValue((hour.Tenant, hour.Hour), out var at) && at + MaxAge > now);
}
