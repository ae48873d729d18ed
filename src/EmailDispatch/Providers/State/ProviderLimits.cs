namespace EmailDispatch.Providers.State;

/// <summary>How many messages a provider may be sent per period. Null or 0 is unlimited.</summary>
/// <param name="PerSecond">Messages per second, evenly spaced.</param>
/// <param name="PerHour">Messages per clock hour, UTC.</param>
/// <param name="PerDay">Messages per calendar day, UTC.</param>
public sealed record ProviderLimits(int? PerSecond = null, int? PerHour = null, int? PerDay = null)
{
    public static ProviderLimits None { get; } = new();

    /// <summary>Whether nothing is limited; storage is not used then.</summary>
    public bool IsUnlimited => !(PerSecond > 0 || PerHour > 0 || PerDay > 0);

    /// <summary>The limit of a period; null if there is none.</summary>
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

/// <summary>The period a quota counts over.</summary>
public enum QuotaPeriod
{
    /// <summary>A second. Not a window: messages are spaced evenly, so that adjacent windows cannot add up to a double burst.</summary>
    Second,

    /// <summary>A clock hour, UTC.</summary>
    Hour,

    /// <summary>A calendar day, UTC.</summary>
    Day,
}
