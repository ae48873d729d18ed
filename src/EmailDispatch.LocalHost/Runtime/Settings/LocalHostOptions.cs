using System.ComponentModel.DataAnnotations;

namespace EmailDispatch.LocalHost.Runtime.Settings;

/// <summary>
/// The settings of this host, under <c>LocalHost</c>; host.json has those that also exist in Azure. <c>Timers:{function}</c> replaces the schedule of
/// a function.
/// </summary>
internal sealed class LocalHostOptions
{
    public const string Section = "LocalHost";

    /// <summary>How long a received message is hidden; renewed at half-time while its function runs. Default 10 min, as in Azure.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan MessageLock { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long running functions may take when the host stops before they are canceled. Default 10 s.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
