using System.Globalization;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.Testing;

/// <summary>A clock that the test advances. It counts the waiting timers, because advancing it is only of use when a timer waits.</summary>
internal sealed class ManualTime(DateTimeOffset now) : FakeTimeProvider(now)
{
    private int _waiting;

    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>A clock without this count, at a time in ISO 8601.</summary>
    public static FakeTimeProvider At(string now) => new(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new CountedTimer(this);
        timer.Inner = base.CreateTimer(
            fired =>
            {
                timer.SetWaiting(false);
                callback(fired);
            },
            state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class CountedTimer(ManualTime time) : ITimer
    {
        private int _waits;

        public ITimer Inner { get; set; } = null!;

        public void SetWaiting(bool waits)
        {
            var now = waits ? 1 : 0;
            Interlocked.Add(ref time._waiting, now - Interlocked.Exchange(ref _waits, now));
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            SetWaiting(dueTime >= TimeSpan.Zero);
            return Inner.Change(dueTime, period);
        }

        public void Dispose()
        {
            SetWaiting(false);
            Inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
