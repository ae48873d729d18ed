using System.Globalization;
using EmailDispatch.Providers.State;

namespace EmailDispatch.Tests.Providers.State;

public sealed class CountedQuotaTests : StateTest
{
    [Fact]
    public async Task Unlimited_costs_no_storage_operation()
    {
        var quotas = NewQuotas();

        var permit = await quotas.TryTakeAsync(Provider, new ProviderLimits(0, null, 0), Cancellation);

        Assert.True(permit.IsGranted);
        Assert.Equal(0, Table.Operations);
    }

    [Fact]
    public async Task Instances_use_an_hour_up_together_and_never_go_beyond()
    {
        ProviderQuotas[] instances = [NewQuotas(), NewQuotas(), NewQuotas()];

        var granted = await TakeAllAsync(instances, new ProviderLimits(PerHour: 1000));

        Assert.InRange(granted, 990, 1000);
        Assert.InRange(Table.Operations, 1, 400);
    }

    [Fact]
    public async Task A_used_up_hour_frees_at_the_next_full_hour()
    {
        var quotas = NewQuotas();
        var limits = new ProviderLimits(PerHour: 3);
        Pass(1234.5);
        await TakeAllAsync([quotas], limits);
        var operations = Table.Operations;

        var refused = await quotas.TryTakeAsync(Provider, limits, Cancellation);
        Time.SetUtcNow(refused.FreesAt!.Value);
        var next = await quotas.TryTakeAsync(Provider, limits, Cancellation);

        Assert.Equal(QuotaPeriod.Hour, refused.UsedUp);
        Assert.Equal(DateTimeOffset.Parse("2026-11-21T11:00:00Z", CultureInfo.InvariantCulture), refused.FreesAt);
        Assert.True(next.IsGranted);
        Assert.Equal(operations + 1, Table.Operations);
    }

    [Fact]
    public async Task A_used_up_minute_frees_at_the_next_full_minute()
    {
        ProviderQuotas[] instances = [NewQuotas(), NewQuotas()];
        var limits = new ProviderLimits(PerHour: 100, PerMinute: 30);
        Pass(10);
        var granted = await TakeAllAsync(instances, limits);

        var refused = await instances[0].TryTakeAsync(Provider, limits, Cancellation);
        Time.SetUtcNow(refused.FreesAt!.Value);
        var next = await instances[1].TryTakeAsync(Provider, limits, Cancellation);

        Assert.Equal(30, granted);
        Assert.Equal((QuotaPeriod.Minute, DateTimeOffset.Parse("2026-11-21T10:01:00Z", CultureInfo.InvariantCulture)), (refused.UsedUp, refused.FreesAt));
        Assert.True(next.IsGranted);
    }

    [Fact]
    public async Task A_used_up_day_frees_at_midnight_and_takes_nothing_of_the_hour()
    {
        var quotas = NewQuotas();
        var limits = new ProviderLimits(PerHour: 5, PerDay: 2);
        await TakeAllAsync([quotas], limits);

        var refused = await quotas.TryTakeAsync(Provider, limits, Cancellation);

        Assert.Equal(QuotaPeriod.Day, refused.UsedUp);
        Assert.Equal(DateTimeOffset.Parse("2026-11-22T00:00:00Z", CultureInfo.InvariantCulture), refused.FreesAt);
        Assert.Equal(2, Table.Find(Provider, "quota-hour")!.GetInt32("Used"));
    }

    [Fact]
    public async Task A_refusal_of_the_hour_gives_the_permit_of_the_day_back()
    {
        var quotas = NewQuotas();
        await TakeAllAsync([quotas], new ProviderLimits(PerHour: 2, PerDay: 3));

        await quotas.TryTakeAsync(Provider, new ProviderLimits(PerHour: 2, PerDay: 3), Cancellation);
        Pass(3600);
        var next = await quotas.TryTakeAsync(Provider, new ProviderLimits(PerHour: 2, PerDay: 3), Cancellation);

        Assert.True(next.IsGranted);
        Assert.Equal(3, Table.Find(Provider, "quota-day")!.GetInt32("Used"));
    }

    [Fact]
    public async Task A_returned_permit_is_given_to_the_next()
    {
        var quotas = NewQuotas();
        var limits = new ProviderLimits(PerDay: 1);
        var permit = await quotas.TryTakeAsync(Provider, limits, Cancellation);

        quotas.Return(Provider, permit);

        Assert.True((await quotas.TryTakeAsync(Provider, limits, Cancellation)).IsGranted);
        Assert.False((await quotas.TryTakeAsync(Provider, limits, Cancellation)).IsGranted);
    }

    [Fact]
    public async Task A_permit_of_a_window_that_ended_is_forgotten()
    {
        var quotas = NewQuotas();
        var limits = new ProviderLimits(PerHour: 1);
        var permit = await quotas.TryTakeAsync(Provider, limits, Cancellation);
        Pass(3600);

        quotas.Return(Provider, permit);
        var granted = await TakeAllAsync([quotas], limits);

        Assert.Equal(1, granted);
    }

    [Fact]
    public async Task One_row_a_period_is_overwritten()
    {
        var quotas = NewQuotas();
        for (var hour = 0; hour < 30; hour++)
        {
            await quotas.TryTakeAsync(Provider, new ProviderLimits(5, 5, 500), Cancellation);
            Pass(3600);
        }

        var rows = await NewTable().ReadAllAsync(null, Cancellation);

        Assert.Equal(["quota-day", "quota-hour", "quota-second"], rows.Select(row => row.RowKey).Order());
    }

    [Fact]
    public async Task Storage_that_fails_leaves_the_limit_to_the_instance_and_is_told_later()
    {
        var quotas = NewQuotas();
        var limits = new ProviderLimits(PerHour: 10);
        Table.Fault = new IOException("gone");
        var alone = await TakeAllAsync([quotas], limits with { PerHour = 4 });
        Table.Fault = null;
        Pass(5);

        var granted = await TakeAllAsync([quotas], limits);

        Assert.Equal(4, alone);
        Assert.Equal(6, granted);
        Assert.Equal(10, Table.Find(Provider, "quota-hour")!.GetInt32("Used"));
    }

    [Fact]
    public async Task Storage_that_failed_is_left_alone_for_five_seconds()
    {
        var quotas = NewQuotas();
        var limits = new ProviderLimits(PerHour: 100);
        Table.Fault = new IOException("gone");
        await quotas.TryTakeAsync(Provider, limits, Cancellation);
        Table.Fault = null;

        Pass(4.9);
        await quotas.TryTakeAsync(Provider, limits, Cancellation);
        var before = Table.Operations;
        Pass(0.1);
        await quotas.TryTakeAsync(Provider, limits, Cancellation);

        Assert.Equal(0, before);
        Assert.NotEqual(0, Table.Operations);
    }

    [Fact]
    public async Task A_race_lost_every_time_does_not_refuse_and_is_counted_with_the_next_lease()
    {
        var quotas = NewQuotas();
        var limits = new ProviderLimits(PerHour: 100);
        await NewQuotas().TryTakeAsync(Provider, limits, Cancellation);
        Table.IsContended = true;
        var raced = await quotas.TryTakeAsync(Provider, limits, Cancellation);
        Table.IsContended = false;

        await quotas.TryTakeAsync(Provider, limits, Cancellation);

        Assert.True(raced.IsGranted);
        Assert.Equal(3, Table.Find(Provider, "quota-hour")!.GetInt32("Used"));
    }

    private static async Task<int> TakeAllAsync(ProviderQuotas[] instances, ProviderLimits limits)
    {
        for (var granted = 0; ; granted++)
        {
            var permit = await instances[granted % instances.Length].TryTakeAsync(Provider, limits, Cancellation);
            if (!permit.IsGranted)
                return granted;
            Assert.True(granted < 100_000);
        }
    }
}
