using EmailDispatch.Domains;
using EmailDispatch.Domains.Signing;

namespace EmailDispatch.Tests.Domains.Signing;

/// <summary>The check of keys that were made here: only the very key counts, and one that waits does not make its domain fail.</summary>
public sealed class OwnRecordTests
{
    private const string Aligned = "acme.test TXT v=spf1 include:_spf.google.com ~all;_spf.google.com TXT v=spf1 ip4:192.0.2.0/24 ~all;google._domainkey.acme.test TXT {service};_dmarc.acme.test TXT v=DMARC1; p=none";

    private static readonly string Service = Zone.Records.Single(record => record.Name == "keys.service.test").Text;

    private readonly OwnKey _key = Make(DkimAlgorithm.Rsa);

    [Theory]
    [InlineData("", DomainState.Pending, "has no DKIM key")]
    [InlineData("{host} TXT {record}", DomainState.Verified, null)]
    [InlineData("{host} TXT p={key}", DomainState.Verified, null)]
    [InlineData("{host} TXT v=DKIM1;k=rsa;t=s;p={key};", DomainState.Verified, null)]
    [InlineData("{host} TXT v=DKIM1; t=y; p={key}", DomainState.Verified, "t=y")]
    [InlineData("{host} CNAME keys.example.test;keys.example.test TXT {record}", DomainState.Verified, null)]
    [InlineData("{host} TXT {service}", DomainState.Failed, "another key")]
    [InlineData("{host} TXT v=DKIM1; k=ed25519; p={ed25519}", DomainState.Failed, "another key")]
    [InlineData("{host} TXT {cut}", DomainState.Failed, "cut off")]
    [InlineData("{host} TXT v=DKIM1; k=rsa; p=", DomainState.Failed, "revoked")]
    [InlineData("{host} TXT {record};{host} TXT {record}", DomainState.Failed, "2 TXT records")]
    [InlineData("{host}.acme.test TXT {record}", DomainState.Failed, "domain twice")]
    public async Task Record_is_right_only_with_this_very_key(string records, DomainState state, string? problem)
    {
        await using var bench = new CheckBench(Parse(records));

        var (result, published) = await bench.CheckWithKeysAsync(bench.Domain("acme.test") with { Keys = [_key] });

        var record = result.Records.Single(record => record.Record == $"Dkim|TXT|{_key.RecordName}");
        Assert.Equal(state, record.State);
        Assert.Contains(problem ?? "", record.Problem ?? "", StringComparison.Ordinal);
        Assert.Equal(problem is null, record.Problem is null);
        Assert.Equal(state == DomainState.Verified, published[_key.Selector]);
    }

    [Fact]
    public async Task Record_of_a_domain_beyond_ASCII_is_found()
    {
        await using var bench = new CheckBench([new DnsRecord($"{_key.RecordName}.xn--bcher-kva.test", DnsWire.Txt, _key.Record)]);

        var (result, published) = await bench.CheckWithKeysAsync(bench.Domain("xn--bcher-kva.test") with { Keys = [_key] });

        Assert.Null(result.Records.Single(record => record.Record.Contains(_key.Selector, StringComparison.Ordinal)).Problem);
        Assert.True(published[_key.Selector]);
    }

    [Fact]
    public async Task DNS_that_does_not_answer_says_nothing_of_a_key()
    {
        await using var bench = new CheckBench([], TimeSpan.FromMilliseconds(100));
        bench.Dns.Hostile = _ => [];

        var (result, published) = await bench.CheckWithKeysAsync(bench.Domain("acme.test") with { Keys = [_key] });

        Assert.Equal(DomainState.TemporaryFailure, result.Records.Single(record => record.Record.Contains(_key.Selector, StringComparison.Ordinal)).State);
        Assert.Empty(published);
    }

    [Theory]
    [InlineData(false, false, 0, DomainState.Pending, DomainState.Pending)]
    [InlineData(false, true, 0, DomainState.Verified, DomainState.Pending)]
    [InlineData(false, true, 73, DomainState.Verified, DomainState.Failed)]
    [InlineData(true, true, 0, DomainState.Failed, DomainState.Failed)]
    public async Task Missing_record_fails_its_domain_only_if_it_was_there(bool wasPublished, bool wasVerified, int hours, DomainState domainState, DomainState recordState)
    {
        await using var bench = new CheckBench(Parse(Aligned));
        var key = _key with { CreatedAt = bench.Time.GetUtcNow().AddHours(-hours), PublishedAt = wasPublished ? bench.Time.GetUtcNow() : null };

        var (result, _) = await bench.CheckWithKeysAsync(bench.Domain("acme.test") with { Keys = [key], VerifiedAt = wasVerified ? bench.Time.GetUtcNow() : null });

        Assert.All(result.Records.Where(record => !record.Record.Contains(key.Selector, StringComparison.Ordinal)), record => Assert.Null(record.Problem));
        Assert.Equal((domainState, recordState), (result.State, result.Records.Single(record => record.Record.Contains(key.Selector, StringComparison.Ordinal)).State));
    }

    [Fact]
    public async Task Own_key_that_is_published_aligns_every_provider()
    {
        await using var bench = new CheckBench(Parse("{host} TXT {record}"), null, ("0:Name", "mail"), ("0:Preset", "SendGrid"), ("0:Secret", "mail"));

        var without = await bench.CheckAsync(bench.Domain("acme.test"));
        var with = await bench.CheckAsync(bench.Domain("acme.test") with { Keys = [_key] });

        Assert.Equal((Alignment.Fail, Alignment.Pass), (without.Alignment.Single().Dmarc, with.Alignment.Single().Dmarc));
    }

    private static OwnKey Make(DkimAlgorithm algorithm) => NewKey.Make(DomainId.Of("default", "acme.test"), algorithm, new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero)).Key;

    private IEnumerable<DnsRecord> Parse(string records) => records
        .Replace("{host}", $"{_key.RecordName}.acme.test", StringComparison.Ordinal)
        .Replace("{record}", _key.Record, StringComparison.Ordinal)
        .Replace("{cut}", _key.Record[..255], StringComparison.Ordinal)
        .Replace("{key}", _key.PublicKey, StringComparison.Ordinal)
        .Replace("{ed25519}", Make(DkimAlgorithm.Ed25519).PublicKey, StringComparison.Ordinal)
        .Replace("{service}", Service, StringComparison.Ordinal)
        .Split(';', StringSplitOptions.RemoveEmptyEntries)
        .Aggregate(new List<string>(), Join)
        .Select(DnsRecord.Parse);

    // A record has semicolons too.
    private static List<string> Join(List<string> lines, string part)
    {
        if (part.Contains(" TXT ", StringComparison.Ordinal) || part.Contains(" CNAME ", StringComparison.Ordinal))
            lines.Add(part);
        else
            lines[^1] += $";{part}";
        return lines;
    }
}
