namespace EmailDispatch.Usage;

/// <summary>The periods of a report.</summary>
public enum UsageInterval
{
    /// <summary>Hours.</summary>
    Hour,

    /// <summary>Days, UTC.</summary>
    Day,
}
