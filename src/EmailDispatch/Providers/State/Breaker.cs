namespace EmailDispatch.Providers.State;

/// <summary>The state of a circuit breaker, as stored in its row. Immutable.</summary>
internal sealed record Breaker
{
    /// <summary>How long a probe may take before another may start.</summary>
    public static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    // A pause lasts as long as the reply says, at most this. One probe after a tenth of it checks the reply.
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan ShortestTest = TimeSpan.FromMinutes(1);

    /// <summary>The provider works.</summary>
    public static Breaker Closed { get; } = new();

    /// <summary>Whether the provider is used.</summary>
    public BreakerState State { get; init; }

    /// <summary>Why it opened; null while it is closed.</summary>
    public FailureWeight? Reason { get; init; }

    /// <summary>When it first opened, or when it closed; null if it never opened.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Open: until when. Half-open: until when the probe may take.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>Open until a limit resets: from when on one attempt may probe; null for no early probe.</summary>
    public DateTimeOffset? TestAt { get; init; }

    /// <summary>When the next attempt may go: the probe, otherwise the end.</summary>
    public DateTimeOffset AskAgainAt => TestAt ?? Until;

    /// <summary>How often it opened in a row.</summary>
    public int Openings { get; init; }

    /// <summary>What opened it last.</summary>
    public LastFailure? Failure { get; init; }

    /// <summary>Whether any attempt may go: it is closed, or the limit it waited for has reset.</summary>
    public bool LetsAllPass(DateTimeOffset now) =>
        State == BreakerState.Closed || (Reason == FailureWeight.CoolsUntil && State == BreakerState.Open && now >= Until);

    /// <summary>Whether one attempt may probe the provider.</summary>
    public bool AwaitsProbe(DateTimeOffset now) => !LetsAllPass(now) && now >= AskAgainAt;

    /// <summary>Half-open: one attempt probes.</summary>
    public Breaker Probing(DateTimeOffset now) => this with { State = BreakerState.HalfOpen, Until = now + ProbeTime, TestAt = null };

    /// <summary>The provider works.</summary>
    /// <returns>Null if that changes nothing.</returns>
    public Breaker? AfterSuccess(ProviderAdmission admission, DateTimeOffset now)
    {
        if (State == BreakerState.Closed)
            return null;

        // A session that started before the failure proves nothing. Nor does one that had logged in before the credentials were refused, or
        // that still got through a limit.
        var proves = admission.IsProbe
            || LetsAllPass(now)
            || (Reason is FailureWeight.Counts or FailureWeight.Unreachable && admission.At > Failure?.At);
        return proves ? ClosedAt(now) : null;
    }

    /// <summary>A connection test passed, or an operator ends the pause.</summary>
    /// <param name="isProof">Whether emails are accepted again for certain. A test without a message does not show that a limit has reset.</param>
    /// <param name="now">The time.</param>
    /// <returns>Null if that changes nothing.</returns>
    public Breaker? Resumed(bool isProof, DateTimeOffset now) =>
        State == BreakerState.Closed || LetsAllPass(now) || (Reason == FailureWeight.CoolsUntil && !isProof) ? null : ClosedAt(now);

    /// <summary>The provider failed in a way that opens the breaker.</summary>
    /// <returns>Null if that changes nothing: it is already open as long.</returns>
    public Breaker? AfterFailure(ProviderFailure failure, ProviderAdmission admission, DateTimeOffset now)
    {
        var isOpen = !LetsAllPass(now);
        var isNews = !isOpen || admission.IsProbe;
        var openings = isOpen && isNews ? Openings + 1 : Math.Max(1, isOpen ? Openings : 0);
        var until = UntilAfter(failure, openings, now);

        // Sessions that ran when it opened fail too; they prolong it only with a worse failure.
        if (!isNews && (until <= Until || failure.Weight is FailureWeight.Counts or FailureWeight.Unreachable))
            return null;

        return new Breaker
        {
            State = BreakerState.Open,
            Reason = failure.Weight,
            Since = isOpen ? Since : now,
            Until = until,
            TestAt = failure.Weight == FailureWeight.CoolsUntil ? TestWithin(until - now, now) : null,
            Openings = openings,
            Failure = new LastFailure(now, failure.Category, failure.Reply),
        };
    }

    private Breaker ClosedAt(DateTimeOffset now) =>
        this with { State = BreakerState.Closed, Reason = null, Since = now, Until = default, TestAt = null, Openings = 0 };

    private static DateTimeOffset UntilAfter(ProviderFailure failure, int openings, DateTimeOffset now) => failure.Weight switch
    {
        FailureWeight.Counts => now + Doubled(TimeSpan.FromSeconds(30), openings),
        FailureWeight.Unreachable => now + Doubled(TimeSpan.FromSeconds(15), openings),
        FailureWeight.OpensLong => now + TimeSpan.FromMinutes(15),
        _ when !(failure.Until > now) => now + TimeSpan.FromMinutes(1),
        _ => failure.Until.Value - now < LongestPause ? failure.Until.Value : now + LongestPause,
    };

    private static DateTimeOffset? TestWithin(TimeSpan pause, DateTimeOffset now)
    {
        var test = pause / 10 > ShortestTest ? pause / 10 : ShortestTest;
        return test < pause ? now + test : null;
    }

    private static TimeSpan Doubled(TimeSpan first, int openings)
    {
        var doubled = first * Math.Pow(2, Math.Min(openings - 1, 10));
        return doubled < Longest ? doubled : Longest;
    }
}

/// <summary>Whether a provider is used.</summary>
public enum BreakerState
{
    /// <summary>It is used.</summary>
    Closed,

    /// <summary>Paused for a time.</summary>
    Open,

    /// <summary>The pause is over and one attempt probes.</summary>
    HalfOpen,
}
