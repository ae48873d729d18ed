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

/// <summary>What a failure of a provider says about the next attempt. Refused recipients and messages are no failures of the provider.</summary>
public enum FailureWeight
{
    /// <summary>May be chance. Three sessions in 30 s, half of which failed, open the breaker: for 30 s, doubling to 5 min.</summary>
    Counts,

    /// <summary>
    /// No session came about: no address, refused, no answer to the connection or no greeting. Unmistakable, and every further email would
    /// pay a timeout, so one opens the breaker: for 15 s, doubling to 5 min.
    /// </summary>
    Unreachable,

    /// <summary>Does not mend by itself, such as refused credentials: opens for 15 min.</summary>
    OpensLong,

    /// <summary>A limit of the provider is reached: paused until it resets, <see cref="ProviderFailure.Until"/>, at most an hour, and tried by one email long before.</summary>
    CoolsUntil,
}

/// <summary>The last failure that opened a breaker.</summary>
/// <param name="At">When.</param>
/// <param name="Category">What went wrong.</param>
/// <param name="Reply">What the provider said.</param>
public sealed record LastFailure(DateTimeOffset At, string Category, string? Reply);
