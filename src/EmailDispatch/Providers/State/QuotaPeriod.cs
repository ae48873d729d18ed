namespace EmailDispatch.Providers.State;

/// <summary>The period that a quota counts over.</summary>
public enum QuotaPeriod
{
    /// <summary>A second. Not a window: messages are spaced evenly, so that no two windows meet in a double burst.</summary>
    Second,

    /// <summary>An hour of the clock, UTC.</summary>
    Hour,

    /// <summary>A day of the calendar, UTC.</summary>
    Day,
}
