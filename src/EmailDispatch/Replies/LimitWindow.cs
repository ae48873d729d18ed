namespace EmailDispatch.Replies;

/// <summary>The period that a sending limit counts over, as far as the reply says.</summary>
public enum LimitWindow
{
    /// <summary>Not a limit, or the reply does not say.</summary>
    Unknown,

    /// <summary>Messages a second: over in a moment.</summary>
    Second,

    /// <summary>Messages or connections a minute.</summary>
    Minute,

    /// <summary>Resets with the hour.</summary>
    Hour,

    /// <summary>Resets with the day, taken as UTC.</summary>
    Day,

    /// <summary>Resets with the month, or when credits are bought: looked at again the next day.</summary>
    Month,
}
