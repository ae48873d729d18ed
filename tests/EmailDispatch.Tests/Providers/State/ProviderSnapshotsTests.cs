using EmailDispatch.Providers.State;

namespace EmailDispatch.Tests.Providers.State;

public sealed class ProviderSnapshotsTests : StateTest
{
    private static readonly ProviderLimits Limits = new(PerSecond: 5, PerHour: 100, PerDay: 1000);

    [Fact]
    public async Task A_provider_without_rows_is_used_and_has_all_its_quota()
    {
        var snapshot = await ReadAsync();

        Assert.Equal(BreakerState.Closed, snapshot.State);
        Assert.Null(snapshot.LastFailure);
        Assert.Equal(
            [
                new QuotaLeft(QuotaPeriod.Second, 5, null, null),
                new QuotaLeft(QuotaPeriod.Hour, 100, 100, Time.GetUtcNow().AddHours(1)),
                new QuotaLeft(QuotaPeriod.Day, 1000, 1000, Time.GetUtcNow().AddHours(14)),
            ],
            snapshot.Quotas);
    }

    [Fact]
    public async Task An_open_breaker_says_why_since_when_and_until_when()
    {
        var since = Time.GetUtcNow();
        await OpenAsync();
        Pass(2);

        var snapshot = await ReadAsync();

        Assert.Equal(BreakerState.Open, snapshot.State);
        Assert.Equal(FailureWeight.Unreachable, snapshot.Reason);
        Assert.Equal((since, since.AddSeconds(15)), (snapshot.Since, snapshot.Until));
        Assert.Equal(new LastFailure(since, "ServiceUnavailable", "421 busy"), snapshot.LastFailure);
    }

    [Fact]
    public async Task A_breaker_whose_time_is_over_is_half_open()
    {
        await OpenAsync();
        Pass(15);

        Assert.Equal(BreakerState.HalfOpen, (await ReadAsync()).State);
    }

    [Fact]
    public async Task A_breaker_that_closed_keeps_its_last_failure()
    {
        var health = await OpenAsync();
        Pass(15);
        await health.ReportSuccessAsync(await health.TryEnterAsync(Provider, Cancellation), Cancellation);

        var snapshot = await ReadAsync();

        Assert.Equal((BreakerState.Closed, null, null), (snapshot.State, snapshot.Reason, snapshot.Until));
        Assert.Equal(Time.GetUtcNow(), snapshot.Since);
        Assert.Equal("421 busy", snapshot.LastFailure!.Reply);
    }

    [Fact]
    public async Task Leased_permits_are_not_left_and_an_old_window_does_not_count()
    {
        await NewQuotas().TryTakeAsync(Provider, Limits, Cancellation);

        var now = await ReadAsync();
        Pass(3600);
        var later = await ReadAsync();

        Assert.Equal([null, 99, 999], now.Quotas.Select(q => q.Left));
        Assert.Equal([null, 100, 999], later.Quotas.Select(q => q.Left));
    }

    private async Task<ProviderHealth> OpenAsync()
    {
        var health = NewHealth();
        var admission = await health.TryEnterAsync(Provider, Cancellation);
        await health.ReportFailureAsync(admission, new ProviderFailure(FailureWeight.Unreachable, "ServiceUnavailable", "421 busy"), Cancellation);
        return health;
    }

    private async Task<ProviderSnapshot> ReadAsync() =>
        Assert.Single(await new ProviderSnapshots(NewTable(), Time).ReadAsync([(Provider, Limits)], Cancellation));
}
