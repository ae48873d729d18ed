namespace EmailDispatch.Emails;

/// <summary>A time zone by its English abbreviation. The rules are in code, so they do not depend on the machine's time zone data.</summary>
/// <param name="Standard">The offset from UTC in winter.</param>
/// <param name="HasSummerTime">Whether it has United States daylight saving time: ET has, EST has not.</param>
internal sealed record ScheduleZone(TimeSpan Standard, bool HasSummerTime = false)
{
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

    /// <summary>Finds a zone by its lower-case abbreviation; null if unknown.</summary>
    public static ScheduleZone? Find(string name) => Zones.GetValueOrDefault(name);

    public DateTime ToLocal(DateTimeOffset at) => at.UtcDateTime + (IsSummer(at.UtcDateTime) ? Standard + TimeSpan.FromHours(1) : Standard);

    /// <summary>Converts to UTC: the first time if the local time occurs twice, an hour later if it is skipped.</summary>
    public DateTimeOffset ToUtc(DateTime local)
    {
        var summer = local - Standard - TimeSpan.FromHours(1);
        return new DateTimeOffset(IsSummer(summer) ? summer : local - Standard, TimeSpan.Zero);
    }

    // Energy Policy Act of 2005: from the second Sunday of March to the first Sunday of November, at 2:00.
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
