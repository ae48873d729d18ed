namespace EmailDispatch.Dispatch;

/// <summary>
/// When a deferred email is tried again: after 1 min, 5 min, 15 min, 1 h, 2 h, 4 h, then every 8 h. Each with up to a tenth more or less,
/// so that what an outage deferred together does not come back together.
/// </summary>
public sealed class RetrySchedule(Random random)
{
    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4), TimeSpan.FromHours(8),
    ];

    /// <summary>
    /// How long an email waits at least after an attempt, also where a server asked for less: not at all after the first, then half of the delay
    /// before. Whoever asks for the same short wait again and again does not have an email tried hundreds of times.
    /// </summary>
    /// <param name="attempt">The number of the attempt that was made, from 1.</param>
    public static TimeSpan MinimumAfter(int attempt) => attempt <= 1 ? TimeSpan.Zero : Delays[Math.Min(attempt - 1, Delays.Length) - 1] / 2;

    /// <summary>The delay after an attempt.</summary>
    /// <param name="attempt">The number of the attempt that was made, from 1, not counting those after which a server named the time.</param>
    public TimeSpan DelayAfter(int attempt)
    {
        var delay = Delays[Math.Min(attempt, Delays.Length) - 1];
        return delay * (0.9 + (0.2 * random.NextDouble()));
    }
}
