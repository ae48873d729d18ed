using EmailDispatch.Domains.Dns;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.Tests.Domains;

public sealed class DnsCacheTests
{
    private readonly FakeTimeProvider _time = ManualTime.At("2026-03-10T12:00:00Z");
    private readonly DnsCache _cache;

    public DnsCacheTests() => _cache = new DnsCache(_time);

    [Theory]
    [InlineData("Found", 300, 299, true)]
    [InlineData("Found", 300, 301, false)]
    [InlineData("Found", 86_400, 3_599, true)]
    [InlineData("Found", 86_400, 3_601, false)]
    [InlineData("Missing", 3_600, 4, true)]
    [InlineData("Missing", 3_600, 6, false)]
    [InlineData("Found", 0, 0, false)]
    [InlineData("Unknown", 300, 0, false)]
    public void Answer_is_kept_as_long_as_it_says_within_bounds(string outcome, int timeToLive, int age, bool isKept)
    {
        _cache.Add("a.test", DnsType.Txt, new DnsAnswer { Outcome = Enum.Parse<DnsOutcome>(outcome), TimeToLive = TimeSpan.FromSeconds(timeToLive) });

        _time.Advance(TimeSpan.FromSeconds(age));

        Assert.Equal(isKept, _cache.Find("a.test", DnsType.Txt) is not null);
    }

    [Fact]
    public void Kept_answer_tells_the_time_that_is_left_of_it()
    {
        _cache.Add("a.test", DnsType.Txt, new DnsAnswer { Outcome = DnsOutcome.Found, TimeToLive = TimeSpan.FromSeconds(300) });

        _time.Advance(TimeSpan.FromSeconds(100));

        Assert.Equal(TimeSpan.FromSeconds(200), _cache.Find("a.test", DnsType.Txt)!.TimeToLive);
    }

    [Fact]
    public void Cache_never_grows_beyond_its_bounds()
    {
        foreach (var n in Enumerable.Range(0, (2 * DnsCache.Capacity) + 5))
            _cache.Add($"{n}.test", DnsType.Txt, new DnsAnswer { Outcome = DnsOutcome.Found, TimeToLive = TimeSpan.FromHours(1) });
        _cache.Add("large.test", DnsType.Txt, new DnsAnswer { Outcome = DnsOutcome.Found, TimeToLive = TimeSpan.FromHours(1), Bytes = 10_000 });

        Assert.InRange(_cache.Count, 1, DnsCache.Capacity);
        Assert.Null(_cache.Find("large.test", DnsType.Txt));
    }
}
