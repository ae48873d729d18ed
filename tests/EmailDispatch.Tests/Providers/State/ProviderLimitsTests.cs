using System.Globalization;
using EmailDispatch.Providers;
using EmailDispatch.Providers.State;

namespace EmailDispatch.Tests.Providers.State;

public sealed class ProviderLimitsTests
{
    [Theory]
    [InlineData("2026-11-30T23:00:00Z", 50)]
    [InlineData("2026-12-01T00:00:00Z", 50)]
    [InlineData("2026-12-02T00:00:00Z", 100)]
    [InlineData("2026-12-04T23:59:59Z", 400)]
    [InlineData("2026-12-05T00:00:00Z", 500)]
    [InlineData("2026-12-30T00:00:00Z", 500)]
    [InlineData("2026-12-31T00:00:00Z", 500)]
    public void Warm_up_doubles_each_day_up_to_the_daily_limit(string now, int perDay)
    {
        var provider = new ProviderOptions { WarmUpStart = new DateOnly(2026, 12, 1), WarmUpPerDay = 50, PerDay = 500 };

        Assert.Equal(perDay, ProviderLimits.Of(provider, DateTimeOffset.Parse(now, CultureInfo.InvariantCulture)).PerDay);
    }

    [Theory]
    [InlineData("2026-12-30T00:00:00Z", int.MaxValue)]
    [InlineData("2026-12-31T00:00:00Z", null)]
    [InlineData("9999-12-31T00:00:00Z", null)]
    public void Warm_up_without_a_daily_limit_ends_after_thirty_days(string now, int? perDay)
    {
        var provider = new ProviderOptions { WarmUpStart = new DateOnly(2026, 12, 1), WarmUpPerDay = int.MaxValue };

        Assert.Equal(perDay, ProviderLimits.Of(provider, DateTimeOffset.Parse(now, CultureInfo.InvariantCulture)).PerDay);
    }

    [Fact]
    public void Other_limits_are_those_of_the_provider() =>
        Assert.Equal(new ProviderLimits(1, 3, 4, 2), ProviderLimits.Of(new ProviderOptions { PerSecond = 1, PerMinute = 2, PerHour = 3, PerDay = 4 }, DateTimeOffset.UnixEpoch));
}
