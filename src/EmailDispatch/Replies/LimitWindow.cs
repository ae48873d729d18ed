namespace EmailDispatch.Replies;

/// <summary>The period of a sending limit, as stated by the reply.</summary>
public enum LimitWindow
{
    /// <summary>Not a limit, or the reply does not state its period.</summary>
    Unknown,

    /// <summary>Messages per second; over in a moment.</summary>
    Second,

    /// <summary>Messages or connections per minute.</summary>
    Minute,

    /// <summary>Resets on the hour.</summary>
    Hour,

    /// <summary>Resets at midnight, taken as UTC.</summary>
    Day,

    /// <summary>Resets with the month or when credits are bought; retried the next day.</summary>
    Month,
}
