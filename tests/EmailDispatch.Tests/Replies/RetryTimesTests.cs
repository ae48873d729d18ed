using EmailDispatch.Replies;

namespace EmailDispatch.Tests.Replies;

public sealed class RetryTimesTests
{
    [Theory]
    [InlineData("4.7.1 Greylisted, please try again in 300 seconds", 300)]
    [InlineData("try again in 300 seconds", 300)]
    [InlineData("4.7.1 greylisted, retry after 5 minutes", 300)]
    [InlineData("Greylisted for 5 minutes", 300)]
    [InlineData("Greylisted for 00:04:32", 272)]
    [InlineData("Greylisting in action, please come back in 00:02:00", 120)]
    [InlineData("example.com greylisted for 60 seconds by ZEROSPAM", 60)]
    [InlineData("Greylisted for 300 sec.", 300)]
    [InlineData("Graylisted, try again later in about 10 min", 600)]
    [InlineData("Please retry in 2 hours", 7_200)]
    [InlineData("Please try again after 1 day", 86_400)]
    [InlineData("Too many messages, wait 90s before the next", 90)]
    [InlineData("PLEASE TRY AGAIN IN 1 HOUR", 3_600)]
    [InlineData("deferred for 15 minutes", 900)]
    [InlineData("Retry-After: 120 seconds", 120)]
    [InlineData("Try again in 7 days", 604_800)]
    [InlineData("Greylisted for 00:04:32, retry in 5 minutes", 272)]
    [InlineData("Retry in 5 minutes, blocked until 2026-03-14T13:20:30Z", 300)]
    [InlineData("retry after 2026-03-14T12:30:30Z", 600)]
    [InlineData("try again at 2026-03-14 13:20:30", 3_600)]
    [InlineData("recipient limit exceeded, try again after Sat, 14 Mar 2026 12:21:30 UTC", 60)]
    public void Wait_named_by_the_reply_is_honoured(string text, int seconds)
    {
        var wait = RetryTimes.Find(text, Noon.Moment);

        Assert.Equal(TimeSpan.FromSeconds(seconds), wait);
    }

    [Theory]
    [InlineData("Try again later")]
    [InlineData("5 messages in 10 minutes are allowed")]
    [InlineData("You sent too many mails from different domains in the last 10 minutes")]
    [InlineData("unable to deliver in 840 minutes")]
    [InlineData("try again in 0 seconds")]
    [InlineData("try again in 99999 days")]
    [InlineData("try again in 999999999999 seconds")]
    [InlineData("try again after Mon, 25 Aug 2025 07:00:31 UTC")]
    [InlineData("retry after 2026-99-99T99:99:99Z")]
    [InlineData("Greylisted for 99:99:99")]
    [InlineData("")]
    [InlineData(null)]
    public void Other_times_and_moments_gone_by_are_not_taken_for_a_wait(string? text)
    {
        Assert.Null(RetryTimes.Find(text, Noon.Moment));
    }
}
