namespace EmailDispatch.Providers.State;

/// <summary>The state of a circuit breaker, as stored in its row. Immutable.</summary>
internal sealed record Breaker
{
    /// <summary>How long a probe may take before another one may start.</summary>
    public static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    // A pause lasts as long as the reply says, up to this limit. After a tenth of it, one probe checks whether the limit still applies.
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan ShortestTest = TimeSpan.FromMinutes(1);

    public static Breaker Closed { get; } = new();

    public BreakerState State { get; init; }

    /// <summary>Why it opened; null while closed.</summary>
    public FailureWeight? Reason { get; init; }

    /// <summary>When it first opened or last closed; null if it never opened.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When the pause ends (open), or when the probe times out (half-open).</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>When one attempt may probe before a limit resets; null for no early probe.</summary>
    public DateTimeOffset? TestAt { get; init; }

    /// <summary>When the next attempt may go: the early probe if there is one, else the end.</summary>
    public DateTimeOffset AskAgainAt => TestAt ?? Until;

    /// <summary>How many times in a row it opened.</summary>
    public int Openings { get; init; }

    public LastFailure? Failure { get; init; }

    /// <summary>Whether any attempt may go: it is closed, or the limit it waited for has reset.</summary>
    public bool LetsAllPass(DateTimeOffset now) =>
        State == BreakerState.Closed || (Reason == FailureWeight.CoolsUntil && State == BreakerState.Open && now >= Until);

    public bool AwaitsProbe(DateTimeOffset now) => !LetsAllPass(now) && now >= AskAgainAt;

    public Breaker Probing(DateTimeOffset now) => this with { State = BreakerState.HalfOpen, Until = now + ProbeTime, TestAt = null };

    /// <summary>Returns the breaker after a success; null if nothing changes.</summary>
    public Breaker? AfterSuccess(ProviderAdmission admission, DateTimeOffset now)
    {
        if (State == BreakerState.Closed)
            return null;

        // A session that started before the failure proves nothing, nor does one that logged in before the credentials were refused, or that still
        // got through a limit.
        var proves = admission.IsProbe
            || LetsAllPass(now)
            || (Reason is FailureWeight.Counts or FailureWeight.Unreachable && admission.At > Failure?.At);
        return proves ? ClosedAt(now) : null;
    }

    /// <summary>
    /// Returns the breaker after a passed connection test or when an operator ends the pause; null if nothing changes. Without proof
    /// (<paramref name="isProof"/>) a limit stays in force, because a test without a message does not show that it has reset.
    /// </summary>
    public Breaker? Resumed(bool isProof, DateTimeOffset now) =>
        State == BreakerState.Closed || LetsAllPass(now) || (Reason == FailureWeight.CoolsUntil && !isProof) ? null : ClosedAt(now);

    /// <summary>Returns the breaker after a failure that opens it; null if nothing changes because it is already open as long.</summary>
    public Breaker? AfterFailure(ProviderFailure failure, ProviderAdmission admission, DateTimeOffset now)
    {
        var isOpen = !LetsAllPass(now);
        var isNews = !isOpen || admission.IsProbe;
        var openings = isOpen && isNews ? Openings + 1 : Math.Max(1, isOpen ? Openings : 0);
        var until = UntilAfter(failure, openings, now);

        // Sessions that were running when it opened fail too; they extend the pause only with a worse failure.
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
            Failure = new LastFailure(now, failure.Category, failure.Reply) { Hint = failure.Hint },
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

/// <summary>The state of a provider's circuit breaker.</summary>
public enum BreakerState
{
    /// <summary>The provider is used.</summary>
    Closed,

    /// <summary>The provider is paused.</summary>
    Open,

    /// <summary>The pause is over, and one attempt probes the provider.</summary>
    HalfOpen,
}
