using EmailDispatch.Dispatch;

namespace EmailDispatch.Tests.Dispatch;

public sealed class RetryScheduleTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 5)]
    [InlineData(3, 15)]
    [InlineData(4, 60)]
    [InlineData(5, 120)]
    [InlineData(6, 240)]
    [InlineData(7, 480)]
    [InlineData(30, 480)]
    public void Delay_is_within_a_tenth_of_the_schedule(int attempt, int minutes)
    {
        var schedule = new RetrySchedule(new Random(1));

        var delays = Enumerable.Range(0, 200).Select(_ => schedule.DelayAfter(attempt).TotalMinutes).ToList();

        Assert.All(delays, delay => Assert.InRange(delay, minutes * 0.9, minutes * 1.1));
        Assert.True(delays.Distinct().Count() > 100, "The delays are spread.");
    }

    [Fact]
    public void Minimum_lets_the_first_wait_be_as_asked_and_grows_from_then_on()
    {
        var minutes = Enumerable.Range(1, 10).Select(attempt => RetrySchedule.MinimumAfter(attempt).TotalMinutes);

        Assert.Equal([0, 0.5, 2.5, 7.5, 30, 60, 120, 240, 240, 240], minutes);
    }
}
