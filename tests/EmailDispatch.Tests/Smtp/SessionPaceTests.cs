using EmailDispatch.Smtp;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.Tests.Smtp;

public sealed class SessionPaceTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly SessionPace _pace;

    public SessionPaceTests() => _pace = new SessionPace(TimeSpan.FromSeconds(60), _time);

    [Theory]
    [InlineData(new int[0], 500)]
    [InlineData(new[] { 20, 30 }, 300)]
    [InlineData(new[] { 100, 400 }, 800)]
    [InlineData(new[] { 5_000 }, 2_000)]
    public void Session_is_late_after_twice_the_usual_within_bounds(int[] milliseconds, int expected)
    {
        foreach (var taken in milliseconds)
            Open(TimeSpan.FromMilliseconds(taken));

        Assert.Equal(TimeSpan.FromMilliseconds(expected), _pace.Moment);
    }

    [Fact]
    public void One_slow_session_among_many_does_not_count()
    {
        for (var n = 0; n < 40; n++)
            Open(TimeSpan.FromMilliseconds(n == 7 ? 900 : 200));

        Assert.Equal(TimeSpan.FromMilliseconds(400), _pace.Moment);
    }

    [Fact]
    public void Silence_lasts_until_a_session_is_ready_or_the_late_ones_have_ended()
    {
        using var late = Begin();
        _time.Advance(TimeSpan.FromMilliseconds(499));
        var before = _pace.Silence.IsCompleted;
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var during = _pace.Silence.IsCompleted;
        Open(TimeSpan.Zero);
        var afterReady = _pace.Silence.IsCompleted;
        using var other = Begin();
        _time.Advance(TimeSpan.FromSeconds(1));
        var again = _pace.Silence.IsCompleted;
        other.Dispose();
        late.Dispose();

        Assert.Equal((false, true, false, true, false), (before, during, afterReady, again, _pace.Silence.IsCompleted));
    }

    [Fact]
    public void Replies_have_the_command_timeout_until_enough_are_known_and_after_one_was_given_up()
    {
        for (var n = 0; n < 7; n++)
            _pace.AddReply(TimeSpan.FromSeconds(1));
        var before = _pace.ReplyTimeout(1);
        _pace.AddReply(TimeSpan.FromSeconds(2));
        var learned = (_pace.ReplyTimeout(1), _pace.ReplyTimeout(10), _pace.ReplyTimeout(50));
        _pace.ForgetReplies();

        Assert.Equal(TimeSpan.FromSeconds(60), before);
        Assert.Equal((TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(43), TimeSpan.FromSeconds(60)), learned);
        Assert.Equal(TimeSpan.FromSeconds(60), _pace.ReplyTimeout(1));
    }

    [Fact]
    public void First_reply_on_a_used_connection_has_twice_the_usual_time_and_half_a_second_at_least()
    {
        for (var n = 0; n < 7; n++)
            _pace.AddReply(TimeSpan.FromMilliseconds(20));
        var unknown = _pace.FirstReplyTimeout(1);
        _pace.AddReply(TimeSpan.FromMilliseconds(20));
        var fast = _pace.FirstReplyTimeout(1);
        _pace.AddReply(TimeSpan.FromMilliseconds(400));

        Assert.Equal((TimeSpan.FromSeconds(60), TimeSpan.FromMilliseconds(500)), (unknown, fast));
        Assert.Equal((TimeSpan.FromMilliseconds(800), TimeSpan.FromSeconds(8)), (_pace.FirstReplyTimeout(1), _pace.FirstReplyTimeout(10)));
    }

    private void Open(TimeSpan taken)
    {
        using var opening = Begin();
        opening.BeReady(taken);
    }

    private SessionPace.Opening Begin()
    {
        var opening = _pace.Watch();
        opening.Start();
        return opening;
    }
}
