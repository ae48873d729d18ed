namespace EmailDispatch.Providers.State;

/// <summary>How many messages a provider may be sent per period. Null or 0 is unlimited.</summary>
/// <param name="PerSecond">Messages per second, evenly spaced.</param>
/// <param name="PerHour">Messages per clock hour, UTC.</param>
/// <param name="PerDay">Messages per calendar day, UTC.</param>
/// <param name="PerMinute">Messages per clock minute, UTC.</param>
public sealed record ProviderLimits(int? PerSecond = null, int? PerHour = null, int? PerDay = null, int? PerMinute = null)
{
    /// <summary>How long a warm-up lasts.</summary>
    public const int WarmUpDays = 30;

    public static ProviderLimits None { get; } = new();

    /// <summary>The limits of a provider at a time, with its warm-up.</summary>
    public static ProviderLimits Of(ProviderOptions provider, DateTimeOffset now) =>
        new(provider.PerSecond, provider.PerHour, PerDayOf(provider, DateOnly.FromDateTime(now.UtcDateTime)), provider.PerMinute);

    /// <summary>Whether nothing is limited; storage is not used then.</summary>
    public bool IsUnlimited => !(PerSecond > 0 || PerMinute > 0 || PerHour > 0 || PerDay > 0);

    /// <summary>The limit of a period; null if there is none.</summary>
    public int? Of(QuotaPeriod period)
    {
        var limit = period switch
        {
            QuotaPeriod.Second => PerSecond,
            QuotaPeriod.Minute => PerMinute,
            QuotaPeriod.Hour => PerHour,
            _ => PerDay,
        };
        return limit > 0 ? limit : null;
    }

    private static int? PerDayOf(ProviderOptions provider, DateOnly today)
    {
        if (provider is not { WarmUpStart: { } start, WarmUpPerDay: { } first } || today >= start.AddDays(WarmUpDays))
            return provider.PerDay;

        var warm = Math.Min((long)first << Math.Max(0, today.DayNumber - start.DayNumber), int.MaxValue);
        return (int)Math.Min(warm, provider.PerDay ?? int.MaxValue);
    }
}

/// <summary>The period a quota counts over.</summary>
public enum QuotaPeriod
{
    /// <summary>A second. Not a window: messages are spaced evenly, so that adjacent windows cannot add up to a double burst.</summary>
    Second,

    /// <summary>A clock minute, UTC.</summary>
    Minute,

    /// <summary>A clock hour, UTC.</summary>
    Hour,

    /// <summary>A calendar day, UTC.</summary>
    Day,
}
