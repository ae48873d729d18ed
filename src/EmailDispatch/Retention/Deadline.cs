namespace EmailDispatch.Retention;

/// <summary>When a run has to end.</summary>
internal sealed class Deadline(TimeProvider time, TimeSpan after)
{
    private readonly long _started = time.GetTimestamp();

    public bool IsOver => time.GetElapsedTime(_started) >= after;
}
