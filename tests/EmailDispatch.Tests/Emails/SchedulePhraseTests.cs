using System.Globalization;
using System.Text;
using EmailDispatch.Emails;

namespace EmailDispatch.Tests.Emails;

public sealed class SchedulePhraseTests
{
    // A Friday, 12:00 UTC; 7:00 in New York.
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("in 1 min", "2026-11-20T12:01:00Z")]
    [InlineData("in 5 mins", "2026-11-20T12:05:00Z")]
    [InlineData("in 5 minutes", "2026-11-20T12:05:00Z")]
    [InlineData("in 1 hour", "2026-11-20T13:00:00Z")]
    [InlineData("In 2 Hours", "2026-11-20T14:00:00Z")]
    [InlineData("in an hour", "2026-11-20T13:00:00Z")]
    [InlineData("in 1 hour and 30 minutes", "2026-11-20T13:30:00Z")]
    [InlineData("in 1h 30m", "2026-11-20T13:30:00Z")]
    [InlineData("in 90 seconds", "2026-11-20T12:01:30Z")]
    [InlineData("in 3 days", "2026-11-23T12:00:00Z")]
    [InlineData("in 2 weeks", "2026-12-04T12:00:00Z")]
    [InlineData("in 30 days", "2026-12-20T12:00:00Z")]
    [InlineData("2 days from now", "2026-11-22T12:00:00Z")]
    [InlineData(" in  10  min ", "2026-11-20T12:10:00Z")]
    public void Time_from_now_is_read(string phrase, string expected) => Assert.Equal(At(expected), Read(phrase).Request);

    [Theory]
    [InlineData("tomorrow at 9am", "2026-11-21T09:00:00Z")]
    [InlineData("9am tomorrow", "2026-11-21T09:00:00Z")]
    [InlineData("Tomorrow, 9:30 a.m.", "2026-11-21T09:30:00Z")]
    [InlineData("next day at 9am PST", "2026-11-21T17:00:00Z")]
    [InlineData("tomorrow at noon", "2026-11-21T12:00:00Z")]
    [InlineData("tomorrow at midnight", "2026-11-21T00:00:00Z")]
    [InlineData("tomorrow at 12am", "2026-11-21T00:00:00Z")]
    [InlineData("tomorrow at 12:15 pm", "2026-11-21T12:15:00Z")]
    [InlineData("today at 15:00", "2026-11-20T15:00:00Z")]
    [InlineData("today at 15:00 +02:00", "2026-11-20T13:00:00Z")]
    [InlineData("today at 3pm UTC+2", "2026-11-20T13:00:00Z")]
    [InlineData("Friday at 3pm ET", "2026-11-20T20:00:00Z")]
    [InlineData("Friday at 3pm EDT", "2026-11-20T19:00:00Z")]
    [InlineData("Friday at 11am", "2026-11-27T11:00:00Z")]
    [InlineData("Fri 11am CET", "2026-11-27T10:00:00Z")]
    [InlineData("Monday at 9am", "2026-11-23T09:00:00Z")]
    [InlineData("on Monday at 9am", "2026-11-23T09:00:00Z")]
    [InlineData("this Monday at 9am", "2026-11-23T09:00:00Z")]
    [InlineData("next Monday at 9am", "2026-11-23T09:00:00Z")]
    [InlineData("next Sunday at 9am", "2026-11-29T09:00:00Z")]
    [InlineData("next Friday at 9am", "2026-11-27T09:00:00Z")]
    [InlineData("at 1pm", "2026-11-20T13:00:00Z")]
    [InlineData("11am", "2026-11-21T11:00:00Z")]
    [InlineData("tomorrow at 1am PT", "2026-11-21T09:00:00Z")]
    public void Day_and_time_are_read(string phrase, string expected)
    {
        var result = Read(phrase);

        Assert.Empty(result.Errors);
        Assert.Equal(At(expected), result.Request);
        Assert.Equal(TimeSpan.Zero, result.Request!.Value.Offset);
    }

    [Theory]
    [InlineData("2026-03-07T12:00:00Z", "tomorrow at 1am ET", "2026-03-08T06:00:00Z")]
    [InlineData("2026-03-07T12:00:00Z", "tomorrow at 2:30am ET", "2026-03-08T07:30:00Z")]
    [InlineData("2026-03-07T12:00:00Z", "tomorrow at 3am ET", "2026-03-08T07:00:00Z")]
    [InlineData("2026-10-31T12:00:00Z", "tomorrow at 1:30am ET", "2026-11-01T05:30:00Z")]
    [InlineData("2026-10-31T12:00:00Z", "tomorrow at 2am PT", "2026-11-01T10:00:00Z")]
    [InlineData("2026-07-01T12:00:00Z", "tomorrow at 9am ET", "2026-07-02T13:00:00Z")]
    [InlineData("2026-07-01T12:00:00Z", "tomorrow at 9am EST", "2026-07-02T14:00:00Z")]
    [InlineData("2026-07-01T02:00:00Z", "tomorrow at 9am PT", "2026-07-01T16:00:00Z")]
    [InlineData("2026-07-01T02:00:00Z", "today at 11pm MT", "2026-07-01T05:00:00Z")]
    public void Zone_of_the_united_states_has_its_summer_time(string now, string phrase, string expected)
    {
        var result = ScheduleReader.Read(Encoding.UTF8.GetBytes($$"""{"scheduled_at":"{{phrase}}"}"""), At(now));

        Assert.Equal(At(expected), result.Request);
    }

    [Theory]
    [InlineData("now")]
    [InlineData("today at 9am")]
    [InlineData("in 0 minutes")]
    public void Time_that_is_past_is_now(string phrase) => Assert.Equal(Now, Read(phrase).Request);

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("1 hour")]
    [InlineData("in 1 hour from now")]
    [InlineData("in 1 fortnight")]
    [InlineData("in -1 hour")]
    [InlineData("in 1.5 hours")]
    [InlineData("tomorrow at 9")]
    [InlineData("tomorrow at 13pm")]
    [InlineData("tomorrow at 0am")]
    [InlineData("tomorrow at 25:00")]
    [InlineData("tomorrow at 9:75am")]
    [InlineData("tomorrow at 9am 10am")]
    [InlineData("tomorrow Friday at 9am")]
    [InlineData("tomorrow at 9am Mars")]
    [InlineData("tomorrow at 9am +25:00")]
    [InlineData("tomorrow at 9am ET PT")]
    [InlineData("every day at 9am")]
    [InlineData("9am9am")]
    [InlineData("tomorrow at 9am; in 1 hour")]
    [InlineData("in 1 hour in 1 hour in 1 hour in 1 hour in 1 hour in 1 hour in 1 hour")]
    public void Unknown_phrase_is_rejected_with_the_supported_forms(string phrase)
    {
        var error = Assert.Single(Read(phrase).Errors);

        Assert.Equal("scheduled_at", error.Field);
        Assert.Contains("2026-12-01T09:00:00Z", error.Message, StringComparison.Ordinal);
        Assert.Contains("\"in 1 hour\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("\"tomorrow at 9am\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("\"Friday at 3pm ET\"", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tomorrow", "write for example \"tomorrow at 9am\"")]
    [InlineData("next Friday ET", "write for example \"next friday at 9am\"")]
    [InlineData("2026-12-01T09:00:00", "has no UTC offset")]
    [InlineData("2026-12-01 09:00", "has no UTC offset")]
    [InlineData("2026-12-01T09:00:00.123", "has no UTC offset")]
    [InlineData("in 31 days", "at most 30 days ahead")]
    [InlineData("in 9999999 weeks and 9999999 weeks and 9999999 weeks", "at most 30 days ahead")]
    public void Missing_part_is_reported(string phrase, string expected) =>
        Assert.Contains(expected, Assert.Single(Read(phrase).Errors).Message, StringComparison.Ordinal);

    private static ReadResult<DateTimeOffset?> Read(string phrase) => ScheduleReader.Read(Encoding.UTF8.GetBytes($$"""{"scheduled_at":"{{phrase}}"}"""), Now);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
