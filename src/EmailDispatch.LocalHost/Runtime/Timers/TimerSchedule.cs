using System.Globalization;
using NCrontab;

namespace EmailDispatch.LocalHost.Runtime.Timers;

/// <summary>
/// An NCRONTAB expression in UTC with six fields (including seconds) or five, or a time span for a fixed interval, which Azure supports only in an
/// App Service plan.
/// </summary>
internal sealed class TimerSchedule
{
    /// <summary>Schedules that fire more often are not monitored: their functions get no <c>ScheduleStatus</c>.</summary>
    private static readonly TimeSpan ShortestMonitored = TimeSpan.FromMinutes(1);

    private readonly Func<DateTime, DateTime> _next;

    private TimerSchedule(Func<DateTime, DateTime> next) => _next = next;

    /// <exception cref="FormatException">The text is neither.</exception>
    public static TimerSchedule Parse(string text)
    {
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval))
            return interval > TimeSpan.Zero
                ? new TimerSchedule(after => after + interval)
                : throw new FormatException($"The interval {text} is not positive.");

        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        var cron = CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = fields == 6 });
        return cron is null
            ? throw new FormatException($"\"{text}\" is not an NCRONTAB expression (second minute hour day month weekday) or a time span.")
            : new TimerSchedule(cron.GetNextOccurrence);
    }

    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var next = _next(after.UtcDateTime);
        return next == DateTime.MaxValue ? null : new DateTimeOffset(next, TimeSpan.Zero);
    }

    public bool IsMonitored(DateTimeOffset from) =>
        Next(from) is { } first && Next(first) is { } second && second - first >= ShortestMonitored;
}
