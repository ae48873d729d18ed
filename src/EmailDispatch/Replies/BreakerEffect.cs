namespace EmailDispatch.Replies;

/// <summary>What a failure does to the provider's circuit breaker.</summary>
public enum BreakerEffect
{
    /// <summary>The provider works: nothing.</summary>
    None,

    /// <summary>Counts as one failure.</summary>
    Counts,

    /// <summary>Opens at once, for long: it will not mend by itself.</summary>
    OpensLong,

    /// <summary>The provider is left alone until its limit resets: <see cref="FailureClassification.ResetAt"/>.</summary>
    CoolsUntilReset,
}
