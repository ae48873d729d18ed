using EmailDispatch.Providers.State;

namespace EmailDispatch.Tests.Providers.State;

public sealed class QuotaPaceTests : StateTest
{
    private static readonly ProviderLimits Day = new(PerDay: 1000);

    [Fact]
    public async Task Steady_rate_of_an_hour_reaches_its_limit_when_the_rest_is_sent_too()
    {
        await SendAsync(new ProviderLimits(PerHour: 100), count: 20, every: 30);

        var quota = await ReadAsync(new ProviderLimits(PerHour: 100));

        // 20 in 10 minutes, 80 left.
        Assert.Equal(Time.GetUtcNow().AddMinutes(40), quota.ExhaustedAt!.Value, TimeSpan.FromMinutes(4));
    }

    [Fact]
    public async Task Rate_that_lasts_until_the_reset_has_no_estimate()
    {
        await SendAsync(new ProviderLimits(PerHour: 1000), count: 10, every: 60);

        Assert.Null((await ReadAsync(new ProviderLimits(PerHour: 1000))).ExhaustedAt);
    }

    [Fact]
    public async Task Rate_of_a_day_is_that_of_the_last_hours_and_not_of_a_quiet_night()
    {
        // It is 10:00. By the average since midnight, the limit would be reached on the next day.
        await SendAsync(Day, count: 240, every: 30);

        var quota = await ReadAsync(Day);

        // 120 an hour, 760 left.
        Assert.Equal(760, quota.Left!.Value, 30.0);
        Assert.Equal(Time.GetUtcNow().AddHours(760 / 120.0), quota.ExhaustedAt!.Value, TimeSpan.FromMinutes(30));
    }

    [Fact]
    public async Task Rate_falls_while_nothing_is_sent()
    {
        await SendAsync(Day, count: 240, every: 30);
        var before = (await ReadAsync(Day)).ExhaustedAt;

        Pass(3600);
        var after = (await ReadAsync(Day)).ExhaustedAt;
        Pass(4 * 3600);

        Assert.True(after > before!.Value.AddHours(1), $"{after} is not more than an hour after {before}.");
        Assert.Null((await ReadAsync(Day)).ExhaustedAt);
    }

    [Fact]
    public async Task First_emails_of_a_window_are_no_rate()
    {
        Time.SetUtcNow(Time.GetUtcNow().Date.AddDays(1));
        await SendAsync(Day, count: 20, every: 1);

        Assert.Null((await ReadAsync(Day)).ExhaustedAt);
    }

    [Fact]
    public async Task Limit_that_is_reached_has_no_estimate()
    {
        await SendAsync(new ProviderLimits(PerHour: 5), count: 8, every: 60);

        var quota = await ReadAsync(new ProviderLimits(PerHour: 5));

        Assert.Equal((0, null), (quota.Left, quota.ExhaustedAt));
    }

    [Fact]
    public async Task New_window_begins_its_own_rate()
    {
        await SendAsync(Day, count: 240, every: 30);

        Time.SetUtcNow(Time.GetUtcNow().Date.AddDays(1).AddHours(2));
        var untouched = await ReadAsync(Day);
        await SendAsync(Day, count: 1, every: 1);

        Assert.Equal((1000, null), (untouched.Left, untouched.ExhaustedAt));
        Assert.Null((await ReadAsync(Day)).ExhaustedAt);
    }

    [Fact]
    public async Task Estimate_far_away_is_no_overflow()
    {
        var limits = new ProviderLimits(PerDay: int.MaxValue);
        await SendAsync(limits, count: 1, every: 3600);

        Assert.Null((await ReadAsync(limits)).ExhaustedAt);
    }

    private async Task SendAsync(ProviderLimits limits, int count, double every)
    {
        var quotas = NewQuotas();
        for (var n = 0; n < count; n++)
        {
            Pass(every);
            await quotas.TryTakeAsync(Provider, limits, Cancellation);
        }
    }

    private async Task<QuotaLeft> ReadAsync(ProviderLimits limits) =>
        Assert.Single(Assert.Single(await new ProviderSnapshots(NewTable(), Time).ReadAsync([(Provider, limits)], Cancellation)).Quotas);
}
