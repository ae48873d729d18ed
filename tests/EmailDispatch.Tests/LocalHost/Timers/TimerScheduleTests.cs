using System.Globalization;
using EmailDispatch.LocalHost.Runtime.Timers;

namespace EmailDispatch.Tests.LocalHost.Timers;

public sealed class TimerScheduleTests
{
    [Theory]
    [InlineData("0 */5 * * * *", "2026-03-01T10:02:30Z", "2026-03-01T10:05:00Z")]
    [InlineData("*/10 * * * * *", "2026-03-01T10:02:30Z", "2026-03-01T10:02:40Z")]
    [InlineData("0 30 2 * * Mon", "2026-03-01T10:00:00Z", "2026-03-02T02:30:00Z")]
    [InlineData("*/5 * * * *", "2026-03-01T10:02:30Z", "2026-03-01T10:05:00Z")]
    [InlineData("  0   0  *  *  *  * ", "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z")]
    [InlineData("00:05:00", "2026-03-01T10:02:30Z", "2026-03-01T10:07:30Z")]
    public void Next_occurrence_is_after_the_moment(string schedule, string from, string expected) =>
        Assert.Equal(Time(expected), TimerSchedule.Parse(schedule).Next(Time(from)));

    [Fact]
    public void Occurrence_at_the_moment_itself_is_not_next()
    {
        var next = TimerSchedule.Parse("0 */5 * * * *").Next(Time("2026-03-01T10:05:00Z"));

        Assert.Equal(Time("2026-03-01T10:10:00Z"), next);
    }

    [Fact]
    public void Day_that_never_comes_has_no_occurrence() =>
        Assert.Null(TimerSchedule.Parse("0 0 0 31 2 *").Next(Time("2026-03-01T00:00:00Z")));

    [Theory]
    [InlineData("every morning")]
    [InlineData("* * *")]
    [InlineData("0 61 * * * *")]
    [InlineData("00:00:00")]
    [InlineData("-00:05:00")]
    [InlineData("")]
    public void Anything_else_is_refused(string schedule) =>
        Assert.Throws<FormatException>(() => TimerSchedule.Parse(schedule));

    [Theory]
    [InlineData("0 * * * * *", true)]
    [InlineData("*/30 * * * * *", false)]
    [InlineData("00:00:59", false)]
    public void Schedule_is_monitored_from_one_minute_on(string schedule, bool monitored) =>
        Assert.Equal(monitored, TimerSchedule.Parse(schedule).IsMonitored(Time("2026-03-01T10:00:10Z")));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
