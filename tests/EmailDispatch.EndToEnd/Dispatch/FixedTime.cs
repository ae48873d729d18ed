namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>A clock that stands still until it is advanced. Its timers are real, because sockets time out in real time.</summary>
public sealed class FixedTime : TimeProvider
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    public DateTimeOffset Now { get; set; } = new(2026, 3, 10, 10, 20, 0, TimeSpan.Zero);

    /// <summary>A pause between tries that is not waited for: timers of exactly this time run out at once; null for none.</summary>
    public TimeSpan? SkippedPause { get; set; }

    /// <summary>How many pauses were not waited for.</summary>
    public int SkippedPauses { get; private set; }

    public override DateTimeOffset GetUtcNow() => Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != SkippedPause)
            return base.CreateTimer(callback, state, dueTime, period);
        SkippedPauses++;
        return base.CreateTimer(callback, state, Moment, period);
    }
}
