namespace EmailDispatch.Providers.State;

/// <summary>How many messages a provider may be sent in a time. Null or 0 is unlimited.</summary>
/// <param name="PerSecond">Messages a second, evenly spaced.</param>
/// <param name="PerHour">Messages in an hour of the clock, UTC.</param>
/// <param name="PerDay">Messages in a day of the calendar, UTC.</param>
public sealed record ProviderLimits(int? PerSecond = null, int? PerHour = null, int? PerDay = null)
{
    /// <summary>No limit at all.</summary>
    public static ProviderLimits None { get; } = new();

    /// <summary>Whether nothing is limited: then no storage is asked.</summary>
    public bool IsUnlimited => !(PerSecond > 0 || PerHour > 0 || PerDay > 0);

    /// <summary>The limit of a period; null where there is none.</summary>
    public int? Of(QuotaPeriod period)
    {
        var limit = period switch
        {
            QuotaPeriod.Second => PerSecond,
            QuotaPeriod.Hour => PerHour,
            _ => PerDay,
        };
        return limit > 0 ? limit : null;
    }
}

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
