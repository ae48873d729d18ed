namespace EmailDispatch.Simulation.Engine;

/// <summary>The clock of an instance, which differs from that of others. Its timers end with the instance.</summary>
public sealed class InstanceTime(Scheduler scheduler, TimeSpan offset, Func<bool> isAlive) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => scheduler.Now + offset;

    public override long GetTimestamp() => scheduler.Now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(InstanceTime time, TimerCallback callback, object? state) : ITimer
    {
        private IDisposable? _next;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _next?.Dispose();
            _period = period;
            _next = dueTime == Timeout.InfiniteTimeSpan ? null : time.Scheduler.After(dueTime, Fire);
            return true;
        }

        public void Dispose() => _next?.Dispose();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Fire()
        {
            if (!time.IsAlive())
                return;
            if (_period > TimeSpan.Zero)
                _next = time.Scheduler.After(_period, Fire);
            callback(state);
        }
    }

    private Scheduler Scheduler => scheduler;

    private bool IsAlive() => isAlive();
}
