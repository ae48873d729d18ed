namespace EmailDispatch.Usage;

/// <summary>Which usage to report: hours in UTC from <paramref name="From"/> up to but excluding <paramref name="To"/>.</summary>
public sealed record UsageQuery(string Tenant, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The maximum range of an hourly report, in days.</summary>
    public const int MaxHourlyDays = 31;

    /// <summary>The maximum range of a daily report, in days: as long as usage is kept by default.</summary>
    public const int MaxDailyDays = 400;

    /// <summary>What to group by.</summary>
    public UsageDimension Dimension { get; init; }

    public UsageInterval Interval { get; init; }

    /// <summary>Rounds down to the hour.</summary>
    public static DateTimeOffset StartOfHour(DateTimeOffset at) => new(at.UtcDateTime.Date.AddHours(at.UtcDateTime.Hour), TimeSpan.Zero);

    internal DateTimeOffset PeriodOf(DateTimeOffset hour) => Interval == UsageInterval.Day ? new DateTimeOffset(hour.UtcDateTime.Date, TimeSpan.Zero) : hour;
}

public enum UsageInterval
{
    Hour,

    /// <summary>Days, UTC.</summary>
    Day,
}
