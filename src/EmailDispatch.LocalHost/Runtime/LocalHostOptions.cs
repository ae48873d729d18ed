namespace EmailDispatch.LocalHost.Runtime;

/// <summary>Settings of this host alone, under <c>LocalHost</c>; everything that Azure has too is in host.json. <c>Timers:{function}</c> replaces a function's schedule.</summary>
internal sealed class LocalHostOptions
{
    public const string Section = "LocalHost";

    /// <summary>
    /// How long a message is invisible to others once it is taken; renewed at half of it while its function runs.
    /// Default 10 minutes, which is the real trigger's fixed figure. Tests shorten it.
    /// </summary>
    public TimeSpan MessageLock { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long running functions may take to end when the host stops, before their token is cancelled. Default 10 s.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
