using EmailDispatch.Providers.State;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.EndToEnd.Providers;

/// <summary>Two instances share the breaker of a provider through real storage, in virtual time.</summary>
public sealed class SharedBreakerTests(Azurite azurite)
{
    private static readonly ProviderFailure Unreachable = new(FailureWeight.Unreachable, "Timeout", "No answer within 5 s.");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero));
    private readonly string _provider = $"p-{Guid.NewGuid():N}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_opening_is_seen_by_the_other_within_ten_seconds_and_its_end_too()
    {
        var (here, there) = (await NewAsync(), await NewAsync());
        var healthy = await there.Health.TryEnterAsync(_provider, Cancellation);
        await here.Health.ReportFailureAsync(await here.Health.TryEnterAsync(_provider, Cancellation), Unreachable, Cancellation);

        _time.Advance(TimeSpan.FromSeconds(5));
        var open = await there.Health.TryEnterAsync(_provider, Cancellation);
        _time.Advance(TimeSpan.FromSeconds(10));
        var probe = await there.Health.TryEnterAsync(_provider, Cancellation);
        var meanwhile = await here.Health.TryEnterAsync(_provider, Cancellation);
        await there.Health.ReportSuccessAsync(probe, Cancellation);
        _time.Advance(TimeSpan.FromSeconds(5));
        var closed = await here.Health.TryEnterAsync(_provider, Cancellation);

        Assert.True(healthy.IsAdmitted);
        Assert.Equal(FailureWeight.Unreachable, open.Reason);
        Assert.True(probe.IsProbe);
        Assert.False(meanwhile.IsAdmitted);
        Assert.True(closed is { IsAdmitted: true, IsProbe: false });
    }

    [Fact]
    public async Task Of_instances_that_ask_at_the_same_time_one_finds_out()
    {
        var instances = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => NewAsync()));
        var first = await instances[0].Health.TryEnterAsync(_provider, Cancellation);
        await instances[0].Health.ReportFailureAsync(first, Unreachable, Cancellation);
        _time.Advance(TimeSpan.FromSeconds(15));

        var admissions = await Task.WhenAll(instances.SelectMany(instance => Enumerable.Range(0, 4).Select(
            _ => instance.Health.TryEnterAsync(_provider, Cancellation).AsTask())));

        Assert.True(Assert.Single(admissions, admission => admission.IsAdmitted).IsProbe);
    }

    [Fact]
    public async Task A_closed_breaker_costs_at_most_one_request_an_interval()
    {
        var instance = await NewAsync();

        for (var email = 0; email < 600; email++)
        {
            await instance.Health.ReportSuccessAsync(await instance.Health.TryEnterAsync(_provider, Cancellation), Cancellation);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(instance.Requests, 1, 12);
    }

    [Fact]
    public async Task Operators_see_why_a_provider_is_left_alone()
    {
        var instance = await NewAsync();
        await instance.Health.ReportFailureAsync(await instance.Health.TryEnterAsync(_provider, Cancellation), Unreachable, Cancellation);

        var snapshot = Assert.Single(await new ProviderSnapshots(instance.Table, _time).ReadAsync([(_provider, ProviderLimits.None)], Cancellation));

        var now = _time.GetUtcNow();
        Assert.Equal((BreakerState.Open, now, now.AddSeconds(15)), (snapshot.State, snapshot.Since, snapshot.Until));
        Assert.Equal(new LastFailure(now, "Timeout", "No answer within 5 s."), snapshot.LastFailure);
    }

    private Task<StateInstance> NewAsync() => StateInstance.CreateAsync(azurite, _time, Cancellation);
}
