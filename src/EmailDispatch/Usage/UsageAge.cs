using EmailDispatch.Status;

namespace EmailDispatch.Usage;

/// <summary>When figures were counted. All but some open hours are as of the time they were read.</summary>
public sealed class UsageAge
{
    private readonly DateTimeOffset _now;
    private readonly Dictionary<DateTimeOffset, DateTimeOffset> _older;

    private UsageAge(DateTimeOffset now, Dictionary<DateTimeOffset, DateTimeOffset> older) => (_now, _older) = (now, older);

    /// <summary>The time as of which all figures are complete.</summary>
    public DateTimeOffset AsOf => _older.Values.Append(_now).Min();

    internal static UsageAge Of(IEnumerable<OpenHour> open, DateTimeOffset now) => new(now, open
        .Where(hour => UsageAggregator.MayHaveChanged(hour, now))
        .ToDictionary(hour => hour.Hour, hour => hour.ComputedAt is { } computedAt && computedAt <= now ? computedAt : hour.Hour));

    /// <summary>The time as of which each period is complete, for those that may have changed since.</summary>
    internal Dictionary<DateTimeOffset, DateTimeOffset> ByPeriod(UsageQuery query) =>
        _older.GroupBy(hour => query.PeriodOf(hour.Key), hour => hour.Value).ToDictionary(period => period.Key, period => period.Min());
}
