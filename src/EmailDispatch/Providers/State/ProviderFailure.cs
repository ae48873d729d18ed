namespace EmailDispatch.Providers.State;

/// <summary>A failure caused by the provider; <c>Category</c> says what went wrong in one word, for operators.</summary>
public sealed record ProviderFailure(FailureWeight Weight, string Category, string? Reply = null)
{
    /// <summary>When a limit resets; only with <see cref="FailureWeight.CoolsUntil"/>. Default: in one minute.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Cause and fix; null if the reply is clear.</summary>
    public string? Hint { get; init; }
}

/// <summary>The effect of a failure on the provider's breaker, lightest first.</summary>
public enum FailureWeight
{
    /// <summary>No effect: the provider works.</summary>
    None,

    /// <summary>May be chance. If half of at least three sessions in 30 s failed, the breaker opens for 30 s, doubling to 5 min.</summary>
    Counts,

    /// <summary>
    /// No session could be opened: no address, connection refused, no answer, or no greeting. One failure opens the breaker, for 15 s, doubling to
    /// 5 min, because every further email would wait for a timeout.
    /// </summary>
    Unreachable,

    /// <summary>Does not go away by itself, such as refused credentials. Opens the breaker for 15 min.</summary>
    OpensLong,

    /// <summary>A limit is reached: paused until it resets (<see cref="ProviderFailure.Until"/>), at most 1 h, with one early probe.</summary>
    CoolsUntil,
}

/// <summary>The last failure that opened a breaker.</summary>
public sealed record LastFailure(DateTimeOffset At, string Category, string? Reply)
{
    /// <summary>Cause and fix; null if the reply is clear.</summary>
    public string? Hint { get; init; }
}
