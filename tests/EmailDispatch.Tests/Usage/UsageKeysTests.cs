using EmailDispatch.Usage;

namespace EmailDispatch.Tests.Usage;

public sealed class UsageKeysTests
{
    private static readonly DateTimeOffset Hour = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Keys_of_an_hour_are_within_its_range_and_the_next_ones_are_not()
    {
        var (start, end) = (UsageKeys.StartOf(UsageDimension.Tag, Hour), UsageKeys.EndOf(UsageDimension.Tag, Hour));

        var own = UsageKeys.Row(UsageDimension.Tag, Hour, "\uffff");
        var next = UsageKeys.Row(UsageDimension.Tag, Hour.AddHours(1), "");

        Assert.Equal("tag|2103|", start);
        Assert.InRange(string.CompareOrdinal(own, start), 0, int.MaxValue);
        Assert.InRange(string.CompareOrdinal(own, end), int.MinValue, -1);
        Assert.InRange(string.CompareOrdinal(next, end), 0, int.MaxValue);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b?c")]
    [InlineData("a\u0001b\u0085")]
    public void Characters_that_keys_may_not_have_are_escaped(string value)
    {
        var key = UsageKeys.Row(UsageDimension.Stream, Hour, value);

        Assert.DoesNotContain(key, c => c is '/' or '\\' or '#' or '?' || char.IsControl(c));
    }

    [Fact]
    public void Different_values_have_different_keys_however_long_they_are()
    {
        string[] values = ["a/b", "a~2Fb", "a%2Fb", "a\\b", new('x', 513), new string('x', 512) + "y", new('x', 400)];

        var keys = values.Select(value => UsageKeys.Row(UsageDimension.Tag, Hour, value)).ToList();

        Assert.Equal(values.Length, keys.Distinct().Count());
        Assert.All(keys, key => Assert.InRange(key.Length, 1, 512));
    }

    [Fact]
    public void Hour_is_read_from_the_keys() =>
        Assert.Equal(Hour, UsageKeys.HourOf(UsageKeys.Partition("a", Hour), UsageKeys.Row(UsageDimension.Tag, Hour, "x|y")));
}
