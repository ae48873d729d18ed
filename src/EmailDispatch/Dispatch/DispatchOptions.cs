using System.ComponentModel.DataAnnotations;

namespace EmailDispatch.Dispatch;

/// <summary>Settings for attempts. Bound from the section <c>Dispatch</c>.</summary>
public sealed class DispatchOptions
{
    /// <summary>The time limit of one attempt over all its providers; after that, another instance takes over the email. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:09:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Bytes of large emails (those kept in a blob) that one instance composes and sends at once, at most 1/9 of its memory; others wait. Each takes
    /// about three times its size in memory. Default 100 MiB.
    /// </summary>
    [Range(1024L * 1024, 4L * 1024 * 1024 * 1024)]
    public long MaxBytesInFlight { get; set; } = 100L * 1024 * 1024;

    /// <summary>
    /// How long an email waits for a provider's event if the reply after the final dot was lost and the provider reports events, before it is sent
    /// again; within <see cref="MaxAge"/>. Default 10 min; with 0 it is sent again by the schedule.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan UnknownWait { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The streams whose emails are attempted at once in the process that accepts them, without waiting for the queue, as with <c>Prefer: wait=0</c>.
    /// Default: none.
    /// </summary>
    public IList<string> ExpressStreams { get; } = [];

    /// <summary>How long after its acceptance an email is retried; then it has failed. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(24);
}
