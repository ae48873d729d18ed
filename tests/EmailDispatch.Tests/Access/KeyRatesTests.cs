using EmailDispatch.Access;

namespace EmailDispatch.Tests.Access;

public sealed class KeyRatesTests
{
    private static readonly ApiKey Key = new() { Id = "x", Name = "web", Tenant = "acme", RatePerSecond = 1000 };

    [Fact]
    public void Key_without_a_limit_has_no_bucket()
    {
        using var rates = new KeyRates();

        Assert.Null(rates.Take(Key with { RatePerSecond = null }));
    }

    [Fact]
    public void Bucket_runs_empty_and_each_key_has_its_own()
    {
        using var rates = new KeyRates();

        // More than could be filled up meanwhile, were this as slow as one in a millisecond.
        var taken = Enumerable.Range(0, 10_000).Select(_ => rates.Take(Key)!.Value).TakeWhile(rate => rate.IsWithin).Count();

        Assert.InRange(taken, 1000, 9000);
        Assert.True(rates.Take(Key with { Id = "y" })!.Value is { IsWithin: true, Remaining: 999 });
    }

    [Fact]
    public void Empty_bucket_fills_up_again()
    {
        using var rates = new KeyRates();
        var key = Key with { RatePerSecond = 1 };
        Assert.True(rates.Take(key)!.Value.IsWithin);

        Assert.True(SpinWait.SpinUntil(() => rates.Take(key)!.Value.IsWithin, TimeSpan.FromSeconds(10)));
    }
}
