namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>A clock that stands until it is moved; its timers are real, for sockets time out in real time.</summary>
public sealed class FixedTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 3, 10, 10, 20, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
