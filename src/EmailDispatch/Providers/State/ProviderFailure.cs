namespace EmailDispatch.Providers.State;

/// <summary>A failure that is the provider's.</summary>
/// <param name="Weight">What it does to the breaker.</param>
/// <param name="Category">What went wrong, in one word, for operators.</param>
/// <param name="Reply">What the provider said, if it said anything.</param>
public sealed record ProviderFailure(FailureWeight Weight, string Category, string? Reply = null)
{
    /// <summary>When a limit resets; only with <see cref="FailureWeight.CoolsUntil"/>. Default: in one minute.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>What a failure does to the provider's breaker, lightest first.</summary>
public enum FailureWeight
{
    /// <summary>Nothing: the provider works.</summary>
    None,

    /// <summary>May be chance. At least three sessions in 30 s, half of which failed, open the breaker: for 30 s, doubling to 5 min.</summary>
    Counts,

    /// <summary>
    /// No session could be opened: no address, refused, no answer to the connection or no greeting. One opens the breaker, because every
    /// further email would wait for a timeout: for 15 s, doubling to 5 min.
    /// </summary>
    Unreachable,

    /// <summary>Does not go away by itself, such as refused credentials: opens for 15 min.</summary>
    OpensLong,

    /// <summary>A limit of the provider is reached: paused until it resets, <see cref="ProviderFailure.Until"/>, at most an hour, and tried by one email long before.</summary>
    CoolsUntil,
}

/// <summary>The last failure that opened a breaker.</summary>
/// <param name="At">When.</param>
/// <param name="Category">What went wrong.</param>
/// <param name="Reply">What the provider said.</param>
public sealed record LastFailure(DateTimeOffset At, string Category, string? Reply);
