namespace EmailDispatch.Dispatch;

/// <summary>
/// The retry schedule: after 1 min, 5 min, 15 min, 1 h, 2 h, 4 h, then every 8 h, each up to a tenth more or less, so that emails deferred by the
/// same outage are not retried together.
/// </summary>
public sealed class RetrySchedule(Random random)
{
    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4), TimeSpan.FromHours(8),
    ];

    /// <summary>
    /// The minimum delay after an attempt, even if a server asked for less: none after the first, then half of the previous delay. This keeps a
    /// server that always asks for a short delay from causing hundreds of attempts.
    /// </summary>
    /// <param name="attempt">The number of the completed attempt, from 1.</param>
    public static TimeSpan MinimumAfter(int attempt) => attempt <= 1 ? TimeSpan.Zero : Delays[Math.Min(attempt - 1, Delays.Length) - 1] / 2;

    /// <param name="attempt">The number of the completed attempt, from 1, without those after which a server named the time.</param>
    public TimeSpan DelayAfter(int attempt)
    {
        var delay = Delays[Math.Min(attempt, Delays.Length) - 1];
        return delay * (0.9 + (0.2 * random.NextDouble()));
    }
}
