using System.Globalization;
using System.Text;
using EmailDispatch.Emails;

namespace EmailDispatch.Tests.Emails;

public sealed class ScheduleReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-12-01T09:00:00Z", "2026-12-01T09:00:00Z")]
    [InlineData("2026-12-01T09:00:00.123Z", "2026-12-01T09:00:00.123Z")]
    [InlineData("2026-12-01T09:00:00.123456789Z", "2026-12-01T09:00:00.1234567Z")]
    [InlineData("2026-12-01T09:00:00,5Z", "2026-12-01T09:00:00.5Z")]
    [InlineData("2026-12-01T09:00Z", "2026-12-01T09:00:00Z")]
    [InlineData("2026-12-01 09:00:00z", "2026-12-01T09:00:00Z")]
    [InlineData("2026-12-01T10:00:00+01:00", "2026-12-01T09:00:00Z")]
    [InlineData("2026-12-01T10:00:00+0100", "2026-12-01T09:00:00Z")]
    [InlineData("2026-12-01T10:00:00+01", "2026-12-01T09:00:00Z")]
    [InlineData("2026-12-01T03:30:00-05:30", "2026-12-01T09:00:00Z")]
    [InlineData("2026-11-30T19:00:00-14:00", "2026-12-01T09:00:00Z")]
    [InlineData("2026-12-20T12:00:00Z", "2026-12-20T12:00:00Z")]
    [InlineData("2026-12-01 09:00:00 UTC", "2026-12-01T09:00:00Z")]
    [InlineData("2026-12-01 10:00:00 +0100", "2026-12-01T09:00:00Z")]
    public void Time_with_any_offset_is_read(string text, string expected)
    {
        var result = Read($$"""{"scheduled_at":"{{text}}"}""");

        Assert.Empty(result.Errors);
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), result.Request);
        Assert.Equal(TimeSpan.Zero, result.Request!.Value.Offset);
    }

    [Theory]
    [InlineData("2026-11-20T11:59:59Z")]
    [InlineData("2026-11-20T12:00:00Z")]
    [InlineData("2026-11-20T12:00:00+00:01")]
    [InlineData("0001-01-02T00:00:00Z")]
    public void Time_in_the_past_is_now(string text)
    {
        var result = Read($$"""{"scheduled_at":"{{text}}"}""");

        Assert.Equal(Now, result.Request);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"2026-12-01\"")]
    [InlineData("\"2026-12-01T09:00:00\"")]
    [InlineData("\"2026-02-30T09:00:00Z\"")]
    [InlineData("\"2026-12-01T24:00:00Z\"")]
    [InlineData("\"2026-12-01T09:00:60Z\"")]
    [InlineData("\"2026-12-01T09:00:00+15:00\"")]
    [InlineData("\"2026-12-01T09:00:00Z\\n\"")]
    [InlineData("\"0001-01-01T00:00:00+14:00\"")]
    [InlineData("\"9999-12-31T23:59:59-14:00\"")]
    [InlineData("\"\\u0662026-12-01T09:00:00Z\"")]
    [InlineData("1796115600")]
    [InlineData("{}")]
    public void Anything_else_is_refused_at_its_field(string value)
    {
        var result = Read($$"""{"scheduled_at":{{value}}}""");

        Assert.Equal(EmailFault.Invalid, result.Fault);
        Assert.Equal("scheduled_at", Assert.Single(result.Errors).Field);
        Assert.Null(result.Request);
    }

    [Fact]
    public void More_than_thirty_days_ahead_is_refused()
    {
        var result = Read("""{"scheduled_at":"2026-12-20T12:00:01Z"}""");

        Assert.Contains("30 days", Assert.Single(result.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "scheduled_at")]
    [InlineData("""{"scheduled_at":null}""", "scheduled_at")]
    [InlineData("""{"scheduled_at":"2026-12-01T09:00:00Z","html":"x"}""", "html")]
    [InlineData("[]", "")]
    public void Only_the_time_is_taken(string json, string field)
    {
        var result = Read(json);

        Assert.Equal(EmailFault.Invalid, result.Fault);
        Assert.Equal(field, Assert.Single(result.Errors).Field);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"scheduled_at":"2026-12-01T09:00:00Z","scheduled_at":"2026-12-02T09:00:00Z"}""")]
    [InlineData("""{"\ud800":1}""")]
    public void Malformed_json_is_reported(string json) => Assert.Equal(EmailFault.Malformed, Read(json).Fault);

    [Fact]
    public void Email_keeps_a_time_ahead_and_drops_one_that_is_past()
    {
        var ahead = ReadEmail("2026-11-20T13:00:00+00:30");
        var past = ReadEmail("2026-11-20T13:00:00+02:00");

        Assert.Equal(Now.AddMinutes(30), ahead.Email!.ScheduledAt);
        Assert.Null(past.Email!.ScheduledAt);
    }

    private static ReadResult<DateTimeOffset?> Read(string json) => ScheduleReader.Read(Encoding.UTF8.GetBytes(json), Now);

    private static EmailReadResult ReadEmail(string scheduledAt) => EmailReader.Read(
        Encoding.UTF8.GetBytes($$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","scheduled_at":"{{scheduledAt}}"}"""), new EmailLimits(), Now);
}
