namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>A clock that stands still until it is advanced. Its timers are real, because sockets time out in real time.</summary>
public sealed class FixedTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 3, 10, 10, 20, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
