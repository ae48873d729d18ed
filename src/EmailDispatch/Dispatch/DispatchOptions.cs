using System.ComponentModel.DataAnnotations;

namespace EmailDispatch.Dispatch;

/// <summary>How emails are tried. Bound from the section <c>Dispatch</c>.</summary>
public sealed class DispatchOptions
{
    /// <summary>
    /// How long one attempt may take over all its providers; after that another instance takes the email over. Default 5 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:09:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Bytes of large emails (those kept in a blob) that one instance composes and sends at once, at most 1/9 of its memory; others wait for their
    /// turn. Each takes about three times its size in memory. Default 100 MiB.
    /// </summary>
    [Range(1024L * 1024, 4L * 1024 * 1024 * 1024)]
    public long MaxBytesInFlight { get; set; } = 100L * 1024 * 1024;

    /// <summary>
    /// How long an email whose answer after the final dot was lost waits for an event of its provider before it is sent again, where the provider
    /// reports events; within <see cref="MaxAge"/>. Default 10 min; 0 sends it again by the schedule.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan UnknownWait { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long after its acceptance an email is still tried; then it has failed. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(24);
}
