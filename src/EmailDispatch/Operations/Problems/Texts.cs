using System.Globalization;

namespace EmailDispatch.Operations.Problems;

/// <summary>Numbers and durations in the texts of problems.</summary>
internal static class Texts
{
    public static string Count(int number, string one) => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {one}{(number == 1 ? "" : "s")}");

    public static string Duration(TimeSpan time) => time.TotalMinutes < 1 ? Count((int)time.TotalSeconds, "second")
        : time.TotalHours < 1 ? Count((int)time.TotalMinutes, "minute")
        : time.TotalDays < 1 ? Count((int)time.TotalHours, "hour") : Count((int)time.TotalDays, "day");
}
