using EmailDispatch.Usage;

namespace EmailDispatch.Tests.Usage;

public sealed class WilsonTests
{
    // By the formula, with z = 1.959964, in a calculator with 30 digits.
    [Theory]
    [InlineData(8, 10, 0.490162, 0.943318)]
    [InlineData(0, 10, 0, 0.277533)]
    [InlineData(10, 10, 0.722467, 1)]
    [InlineData(500, 1000, 0.469070, 0.530930)]
    [InlineData(12, 10, 0.722467, 1)]
    public void Interval_is_that_of_the_formula(long count, long total, double low, double high)
    {
        var interval = Wilson.IntervalOf(count, total)!;

        Assert.Equal(low, interval[0], 5);
        Assert.Equal(high, interval[1], 5);
    }

    [Fact]
    public void Nothing_has_no_interval() => Assert.Null(Wilson.IntervalOf(0, 0));
}
