using EmailDispatch.Domains;

namespace EmailDispatch.Tests.Domains;

/// <summary>Zones that are right, and that are wrong in each known way: what is found of each record, and what is said of it.</summary>
public sealed class ZoneTests : IAsyncLifetime
{
    private readonly CheckBench _bench = new(Zone.Records);

    public static TheoryData<string> Domains => [.. Zone.All.Select(zone => zone.Domain)];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [MemberData(nameof(Domains))]
    public async Task Zone_gets_its_verdicts(string domain)
    {
        var zone = Zone.All.Single(z => z.Domain == domain);

        var result = await _bench.CheckAsync(domain);

        Assert.Equal((zone.Spf, zone.Dkim, zone.Dmarc), (StateOf(result, "Spf|TXT|@"), StateOf(result, "Dkim|TXT|google._domainkey"), StateOf(result, "Dmarc|TXT|_dmarc")));
        Assert.Equal(zone.Says, string.Join(' ', result.Records.Select(record => record.Problem).OfType<string>()));
    }

    [Theory]
    [MemberData(nameof(Domains))]
    public async Task Problem_is_one_sentence_and_a_fault_has_one(string domain)
    {
        var result = await _bench.CheckAsync(domain);

        Assert.All(result.Records.Where(record => record.Problem is not null), record => Assert.Matches(@"^[^\x00-\x1f]{10,400}\.$", record.Problem));
        Assert.All(result.Records.Where(record => record.State != DomainState.Verified), record => Assert.NotNull(record.Problem));
    }

    [Fact]
    public async Task Time_until_a_change_shows_is_that_of_the_record()
    {
        var before = _bench.Time.GetUtcNow();

        var result = await _bench.CheckAsync("two-spf.test");

        Assert.Equal(before + TimeSpan.FromSeconds(600), result.Records.Single(record => record.Record == "Spf|TXT|@").CachedUntil);
        Assert.Null(result.Records.Single(record => record.Record == "Dmarc|TXT|_dmarc").CachedUntil);
    }

    [Fact]
    public async Task What_is_missing_is_pending_for_three_days_and_then_has_failed()
    {
        var domain = _bench.Domain("nothing.test");
        _bench.Time.Advance(TimeSpan.FromHours(71));
        var within = await _bench.CheckAsync(domain);

        _bench.Time.Advance(TimeSpan.FromHours(2));
        var after = await _bench.CheckAsync(domain);

        Assert.Equal((DomainState.Pending, DomainState.Failed), (within.State, after.State));
    }

    [Fact]
    public async Task What_was_verified_and_is_missing_has_failed_at_once()
    {
        var result = await _bench.CheckAsync(_bench.Domain("nothing.test") with { VerifiedAt = _bench.Time.GetUtcNow() });

        Assert.Equal(DomainState.Failed, result.State);
    }

    private static string StateOf(DomainResult result, string record) => result.Records.Single(r => r.Record == record).State.ToString();
}
