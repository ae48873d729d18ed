namespace EmailDispatch.Providers.State;

/// <summary>Whether a provider is used.</summary>
public enum BreakerState
{
    /// <summary>It is used.</summary>
    Closed,

    /// <summary>It is left alone for a time.</summary>
    Open,

    /// <summary>The time is over and one attempt finds out.</summary>
    HalfOpen,
}
