namespace EmailDispatch.Providers.State;

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
