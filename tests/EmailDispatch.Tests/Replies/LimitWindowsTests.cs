using EmailDispatch.Providers.State;
using EmailDispatch.Replies;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Replies;

public sealed class LimitWindowsTests
{
    [Theory]
    [InlineData(550, "Domain example.com has exceeded the max emails per hour (3/2 (150%)) allowed. Message discarded.", LimitWindow.Hour, "2026-03-14T13:00:00Z")]
    [InlineData(550, "5.4.5 Daily user sending limit exceeded.", LimitWindow.Day, "2026-03-14T13:20:30Z")]
    [InlineData(454, "Throttling failure: Daily message quota exceeded", LimitWindow.Day, "2026-03-14T13:20:30Z")]
    [InlineData(554, "5.2.2 Submission quota exceeded", LimitWindow.Day, "2026-03-14T13:20:30Z")]
    [InlineData(454, "Throttling failure: Maximum sending rate exceeded", LimitWindow.Second, "2026-03-14T12:21:30Z")]
    [InlineData(451, "Authentication failed: Maximum credits exceeded", LimitWindow.Month, "2026-03-14T13:20:30Z")]
    [InlineData(452, "4.3.1 Insufficient system storage", LimitWindow.Unknown, "2026-03-14T12:35:30Z")]
    [InlineData(452, "4.5.3 rate limit exceeded, try again in 300 seconds", LimitWindow.Second, "2026-03-14T12:25:30Z")]
    public void Limit_cools_the_provider_until_it_resets(int code, string text, LimitWindow window, string resetAt)
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.FinalDot, new SmtpReply(code, text)));

        Assert.Equal(FailureWeight.CoolsUntil, result.Breaker);
        Assert.Equal(window, result.Window);
        Assert.Equal(DateTimeOffset.Parse(resetAt, null), result.ResetAt);
    }

    [Fact]
    public void Hour_before_midnight_resets_at_midnight()
    {
        var resetAt = LimitWindows.ResetAt(LimitWindow.Hour, null, new DateTimeOffset(2026, 12, 31, 23, 59, 59, TimeSpan.Zero));

        Assert.Equal(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), resetAt);
    }

    [Theory]
    [InlineData("Rate limit exceeded, try again in 6 days")]
    [InlineData("Daily limit exceeded, retry after 2026-03-20T00:00:00Z")]
    [InlineData("Monthly credits exceeded")]
    public void Pause_is_never_longer_than_an_hour(string text)
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.FinalDot, new SmtpReply(450, text)));

        Assert.Equal(Noon.Moment.AddHours(1), result.ResetAt);
    }

    [Fact]
    public void Failure_that_is_no_limit_has_no_reset()
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.RcptTo, new SmtpReply(550, "5.1.1 User unknown")));

        Assert.Null(result.ResetAt);
        Assert.Equal(LimitWindow.Unknown, result.Window);
    }
}
