using EmailDispatch.Providers.State;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.EndToEnd.Providers;

/// <summary>Two instances share the quotas of a provider through real storage, at the same time, in virtual time.</summary>
public sealed class SharedQuotaTests(Azurite azurite, ITestOutputHelper output)
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero));
    private readonly string _provider = $"p-{Guid.NewGuid():N}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Twenty_a_second_are_kept_together_over_a_minute()
    {
        var (one, two) = (await NewAsync(), await NewAsync());
        var load = new PacedLoad(_provider, [one.Quotas, two.Quotas], _time.GetUtcNow, _time.Advance);
        var busy = TimeSpan.FromMilliseconds(20);

        await load.RunAsync(new ProviderLimits(PerSecond: 20), workers: 8, [busy, busy], TimeSpan.FromMinutes(1), Cancellation);

        output.WriteLine($"{load.Sent.Count} messages in 60 s, at most {load.Peak} in any second, {one.Requests + two.Requests} requests");
        Assert.InRange(load.Sent.Count, 1140, 1200);
        Assert.InRange(load.Peak, 19, 25);
        Assert.InRange(one.Requests + two.Requests, 1, 1200);
    }

    [Fact]
    public async Task An_hour_is_used_up_together_even_when_both_race_for_every_permit()
    {
        StateInstance[] instances = [await NewAsync(), await NewAsync()];
        var limits = new ProviderLimits(PerHour: 1000);

        var granted = await Task.WhenAll(instances.Select(instance => TakeAllAsync(instance, limits)));

        var requests = instances.Sum(instance => instance.Requests);
        output.WriteLine($"{granted.Sum()} of 1000 granted ({granted[0]} and {granted[1]}), {requests} requests");
        Assert.InRange(granted.Sum(), 950, 1010);
        Assert.InRange(requests, 1, 700);
    }

    [Fact]
    public async Task An_unlimited_provider_costs_no_request()
    {
        var instance = await NewAsync();

        for (var message = 0; message < 100; message++)
            await instance.Quotas.TryTakeAsync(_provider, ProviderLimits.None, Cancellation);

        Assert.Equal(0, instance.Requests);
    }

    [Fact]
    public async Task Operators_see_what_is_left()
    {
        var instance = await NewAsync();
        var limits = new ProviderLimits(PerHour: 50, PerDay: 80);
        await instance.Quotas.TryTakeAsync(_provider, limits, Cancellation);

        var snapshot = Assert.Single(await new ProviderSnapshots(instance.Table, _time).ReadAsync([(_provider, limits)], Cancellation));

        Assert.Equal([49, 79], snapshot.Quotas.Select(quota => quota.Left));
    }

    private Task<StateInstance> NewAsync() => StateInstance.CreateAsync(azurite, _time, Cancellation);

    private async Task<int> TakeAllAsync(StateInstance instance, ProviderLimits limits)
    {
        var granted = 0;
        while ((await instance.Quotas.TryTakeAsync(_provider, limits, Cancellation)).IsGranted)
            Assert.True(++granted <= 2000);
        return granted;
    }
}
