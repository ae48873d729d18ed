using System.Globalization;
using Azure.Data.Tables;

namespace EmailDispatch.Senders;

/// <summary>How many emails were accepted in a day and in the month around it, by the UTC clock.</summary>
internal readonly record struct QuotaUse(DateOnly Day, int OfDay, int OfMonth)
{
    /// <summary>The start of the next day and of the next month.</summary>
    public (DateTimeOffset Day, DateTimeOffset Month) Ends =>
        (new(Day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero), new(new DateOnly(Day.Year, Day.Month, 1).AddMonths(1), TimeOnly.MinValue, TimeSpan.Zero));

    /// <summary>The same on another day: what does not belong to it any more is gone. Days only go forward.</summary>
    public QuotaUse On(DateOnly day) => day <= Day ? this : new(day, 0, (day.Year, day.Month) == (Day.Year, Day.Month) ? OfMonth : 0);

    public QuotaUse Add(QuotaUse other)
    {
        var (one, two) = (On(other.Day), other.On(Day));
        return new(one.Day, one.OfDay + two.OfDay, one.OfMonth + two.OfMonth);
    }

    public void WriteTo(TableEntity row) =>
        (row["Day"], row["OfDay"], row["OfMonth"]) = (Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), OfDay, OfMonth);

    public static QuotaUse Of(TableEntity? row) => row is null
        ? default
        : new(DateOnly.ParseExact(row.GetString("Day"), "yyyy-MM-dd", CultureInfo.InvariantCulture), row.GetInt32("OfDay") ?? 0, row.GetInt32("OfMonth") ?? 0);
}
