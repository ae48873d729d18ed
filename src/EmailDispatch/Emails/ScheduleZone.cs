namespace EmailDispatch.Emails;

/// <summary>
/// A time zone as people abbreviate it in English. The rules are written here, so that they are the same on every machine, with or without
/// its own data on time zones.
/// </summary>
/// <param name="Standard">How far it is ahead of UTC in winter.</param>
/// <param name="HasSummerTime">Whether it has the summer time of the United States, as ET has and EST has not.</param>
internal sealed record ScheduleZone(TimeSpan Standard, bool HasSummerTime = false)
{
    /// <summary>The one of a time that names none.</summary>
    public static ScheduleZone Utc { get; } = new(TimeSpan.Zero);

    private static readonly Dictionary<string, ScheduleZone> Zones = new()
    {
        ["utc"] = Utc,
        ["gmt"] = Utc,
        ["z"] = Utc,
        ["et"] = Of(-5, hasSummerTime: true),
        ["est"] = Of(-5),
        ["edt"] = Of(-4),
        ["ct"] = Of(-6, hasSummerTime: true),
        ["cst"] = Of(-6),
        ["cdt"] = Of(-5),
        ["mt"] = Of(-7, hasSummerTime: true),
        ["mst"] = Of(-7),
        ["mdt"] = Of(-6),
        ["pt"] = Of(-8, hasSummerTime: true),
        ["pst"] = Of(-8),
        ["pdt"] = Of(-7),
        ["cet"] = Of(1),
        ["cest"] = Of(2),
    };

    /// <summary>The zone of an abbreviation in lower case; null where it is none that is known.</summary>
    public static ScheduleZone? Find(string name) => Zones.GetValueOrDefault(name);

    /// <summary>What a clock there shows.</summary>
    public DateTime ToLocal(DateTimeOffset at) => at.UtcDateTime + (IsSummer(at.UtcDateTime) ? Standard + TimeSpan.FromHours(1) : Standard);

    /// <summary>When a clock there shows this time: the first time where it does so twice, an hour later where it is skipped.</summary>
    public DateTimeOffset ToUtc(DateTime local)
    {
        var summer = local - Standard - TimeSpan.FromHours(1);
        return new DateTimeOffset(IsSummer(summer) ? summer : local - Standard, TimeSpan.Zero);
    }

    // Energy Policy Act of 2005: from the second Sunday of March to the first of November, each at two o'clock.
    private bool IsSummer(DateTime utc)
    {
        if (!HasSummerTime)
            return false;
        var begin = FirstSunday(utc.Year, 3).AddDays(7).AddHours(2) - Standard;
        var end = FirstSunday(utc.Year, 11).AddHours(1) - Standard;
        return utc >= begin && utc < end;
    }

    private static DateTime FirstSunday(int year, int month)
    {
        var first = new DateTime(year, month, 1);
        return first.AddDays((7 - (int)first.DayOfWeek) % 7);
    }

    private static ScheduleZone Of(int hours, bool hasSummerTime = false) => new(TimeSpan.FromHours(hours), hasSummerTime);
}
