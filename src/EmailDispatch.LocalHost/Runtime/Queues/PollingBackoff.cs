namespace EmailDispatch.LocalHost.Runtime.Queues;

/// <summary>The waits between polls of an empty queue: 100 ms, doubled each time, up to a maximum.</summary>
internal sealed class PollingBackoff(TimeSpan maximum)
{
    /// <summary>The shortest wait of the real trigger.</summary>
    public static readonly TimeSpan Minimum = TimeSpan.FromMilliseconds(100);

    private TimeSpan _next = Minimum;

    public TimeSpan Next()
    {
        var wait = _next < maximum ? _next : maximum;
        _next = wait * 2;
        return wait;
    }

    public void Reset() => _next = Minimum;
}
