using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.Testing;

/// <summary>A clock that the test advances. It knows the waiting timers, because advancing it is only of use when a timer waits.</summary>
internal sealed class ManualTime(DateTimeOffset now) : FakeTimeProvider(now)
{
    private readonly ConcurrentDictionary<ITimer, TimeSpan> _waiting = new();

    public int Waiting => _waiting.Count;

    /// <summary>Whether a timer waits that was set to that time.</summary>
    public bool IsWaiting(TimeSpan dueTime) => _waiting.Values.Contains(dueTime);

    /// <summary>A clock without this knowledge, at a time in ISO 8601.</summary>
    public static FakeTimeProvider At(string now) => new(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WatchedTimer(this);
        timer.Inner = base.CreateTimer(
            fired =>
            {
                _waiting.TryRemove(timer, out _);
                callback(fired);
            },
            state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class WatchedTimer(ManualTime time) : ITimer
    {
        public ITimer Inner { get; set; } = null!;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime >= TimeSpan.Zero)
                time._waiting[this] = dueTime;
            else
                time._waiting.TryRemove(this, out _);
            return Inner.Change(dueTime, period);
        }

        public void Dispose()
        {
            time._waiting.TryRemove(this, out _);
            Inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
