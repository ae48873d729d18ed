namespace EmailDispatch.Usage;

/// <summary>Which usage to report.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="From">The first hour, UTC.</param>
/// <param name="To">The first hour that no longer counts, UTC.</param>
public sealed record UsageQuery(string Tenant, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The longest range of a report by the hour, in days.</summary>
    public const int MaxHourlyDays = 31;

    /// <summary>The longest range of a report by the day, in days: as long as usage is kept by default.</summary>
    public const int MaxDailyDays = 400;

    /// <summary>What it is told apart by.</summary>
    public UsageDimension Dimension { get; init; }

    /// <summary>The periods.</summary>
    public UsageInterval Interval { get; init; }

    /// <summary>The beginning of an hour.</summary>
    public static DateTimeOffset StartOfHour(DateTimeOffset at) => new(at.UtcDateTime.Date.AddHours(at.UtcDateTime.Hour), TimeSpan.Zero);

    internal DateTimeOffset PeriodOf(DateTimeOffset hour) => Interval == UsageInterval.Day ? new DateTimeOffset(hour.UtcDateTime.Date, TimeSpan.Zero) : hour;
}

/// <summary>The periods of a report.</summary>
public enum UsageInterval
{
    /// <summary>Hours.</summary>
    Hour,

    /// <summary>Days, UTC.</summary>
    Day,
}
