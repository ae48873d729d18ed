namespace EmailDispatch.Providers.State;

/// <summary>Detects when failures are too many to be chance: at least half of three or more sessions in 30 s.</summary>
internal sealed class FailureCounter(TimeProvider time)
{
    private const int Window = 30;
    private const int MinSessions = 3;

    private readonly Lock _lock = new();
    private readonly (long Second, int Sessions, int Failures)[] _counts = new (long, int, int)[Window];

    /// <returns>Whether there are too many failures; if so, the count starts again.</returns>
    public bool Add(bool failed)
    {
        var second = time.GetUtcNow().ToUnixTimeSeconds();
        lock (_lock)
        {
            ref var current = ref _counts[second % Window];
            if (current.Second != second)
                current = (second, 0, 0);
            current.Sessions++;
            if (!failed)
                return false;

            current.Failures++;
            var recent = Array.FindAll(_counts, count => count.Second > second - Window);
            var sessions = recent.Sum(count => count.Sessions);
            if (sessions < MinSessions || recent.Sum(count => count.Failures) * 2 < sessions)
                return false;

            Array.Clear(_counts);
            return true;
        }
    }
}
