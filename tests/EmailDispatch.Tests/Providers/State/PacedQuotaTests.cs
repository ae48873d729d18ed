using EmailDispatch.Providers.State;

namespace EmailDispatch.Tests.Providers.State;

public sealed class PacedQuotaTests : StateTest
{
    private static readonly ProviderLimits TwentyASecond = new(PerSecond: 20);

    [Fact]
    public async Task Two_instances_with_enough_to_send_keep_the_rate_together()
    {
        var load = NewLoad(instances: 2);

        await load.RunAsync(TwentyASecond, workers: 8, [Milliseconds(20), Milliseconds(20)], TimeSpan.FromMinutes(1), Cancellation);

        Assert.InRange(load.Sent.Count, 1140, 1200);
        Assert.InRange(load.Peak, 19, 21);
        Assert.InRange(Table.Operations, 1, 1200);
    }

    [Fact]
    public async Task A_busy_instance_is_not_held_back_by_an_idle_one()
    {
        var load = NewLoad(instances: 2);

        await load.RunAsync(TwentyASecond, workers: 8, [Milliseconds(20), TimeSpan.FromSeconds(15)], TimeSpan.FromMinutes(1), Cancellation);

        Assert.InRange(load.Sent.Count, 1140, 1200);
    }

    [Fact]
    public async Task Ten_instances_keep_the_rate_together()
    {
        var load = NewLoad(instances: 10);

        await load.RunAsync(
            TwentyASecond, workers: 4, [.. Enumerable.Repeat(Milliseconds(20), 10)], TimeSpan.FromMinutes(1), Cancellation);

        Assert.InRange(load.Sent.Count, 1140, 1200);
        Assert.InRange(load.Peak, 19, 25);
    }

    [Fact]
    public async Task A_short_wait_is_granted_and_a_long_one_refused()
    {
        var quotas = NewQuotas();
        var limits = new ProviderLimits(PerSecond: 2);

        var permits = new List<PermitResult>();
        for (var message = 0; message < 5; message++)
            permits.Add(await quotas.TryTakeAsync(Provider, limits, Cancellation));

        Assert.Equal([TimeSpan.Zero, Milliseconds(500), Milliseconds(1000)], permits.Take(3).Select(p => p.Wait));
        Assert.All(permits.Take(3), permit => Assert.True(permit.IsGranted));
        Assert.All(permits.Skip(3), permit => Assert.Equal(QuotaPeriod.Second, permit.UsedUp));
        Assert.Equal([Time.GetUtcNow() + Milliseconds(1500), Time.GetUtcNow() + Milliseconds(2000)], permits.Skip(3).Select(p => p.FreesAt!.Value));
    }

    [Fact]
    public async Task A_refusal_that_is_known_costs_nothing()
    {
        var quotas = NewQuotas();
        var limits = new ProviderLimits(PerSecond: 1);
        while ((await quotas.TryTakeAsync(Provider, limits, Cancellation)).IsGranted)
            Assert.True(Table.Operations < 10);
        var before = Table.Operations;

        await quotas.TryTakeAsync(Provider, limits, Cancellation);

        Assert.Equal(before, Table.Operations);
    }

    [Fact]
    public async Task A_returned_slot_is_given_to_the_next()
    {
        var quotas = NewQuotas();
        var limits = new ProviderLimits(PerSecond: 2);
        _ = await quotas.TryTakeAsync(Provider, limits, Cancellation);
        var second = await quotas.TryTakeAsync(Provider, limits, Cancellation);

        quotas.Return(Provider, second);

        Assert.Equal(second, await quotas.TryTakeAsync(Provider, limits, Cancellation));
    }

    [Fact]
    public async Task Storage_that_fails_leaves_the_limit_to_the_instance()
    {
        var load = NewLoad(instances: 1);
        Table.Fault = new IOException("gone");

        await load.RunAsync(TwentyASecond, workers: 8, [Milliseconds(20)], TimeSpan.FromSeconds(10), Cancellation);

        Assert.InRange(load.Sent.Count, 190, 200);
    }

    [Fact]
    public async Task A_row_of_a_wrong_clock_does_not_stop_the_provider()
    {
        Pass(3600);
        _ = await NewQuotas().TryTakeAsync(Provider, TwentyASecond, Cancellation);
        Pass(-3600);

        var permit = await NewQuotas().TryTakeAsync(Provider, TwentyASecond, Cancellation);

        Assert.Equal(TimeSpan.Zero, permit.Wait);
        Assert.True(permit.IsGranted);
    }

    private PacedLoad NewLoad(int instances) =>
        new(Provider, [.. Enumerable.Range(0, instances).Select(_ => NewQuotas())], () => Time.GetUtcNow(), by => Time.Advance(by));

    private static TimeSpan Milliseconds(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
