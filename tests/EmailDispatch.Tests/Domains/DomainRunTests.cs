using Azure.Data.Tables;
using EmailDispatch.Domains;
using EmailDispatch.Domains.Dns;
using EmailDispatch.Tests.Providers;
using EmailDispatch.Tests.Providers.State;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.Tests.Domains;

/// <summary>Checks of many domains: each tenant has its share, and one that cannot be checked stops no other.</summary>
public sealed class DomainRunTests : IDisposable
{
    private readonly FakeTimeProvider _time = ManualTime.At("2026-03-10T12:00:00Z");
    private readonly MemoryTables _tables = new();
    private readonly SettingsFixture _settings = new(("0:Name", "mail"), ("0:Host", "mail.example.com"));
    private readonly ListLogger<DomainChecks> _logger = new();
    private readonly HeldReader _dns = new();
    private readonly DomainTable _table;
    private readonly DomainChecks _checks;

    public DomainRunTests()
    {
        var options = Options.Create(new DomainOptions());
        _table = new DomainTable(_tables);
        _checks = new DomainChecks(
            _table, new DomainCheck(_dns, _settings.Catalogue, options, _time), new DomainKeys(_table, options, _time, new ListLogger<DomainKeys>()),
            new KnownDomains(_table, _time, new ListLogger<KnownDomains>()), _time, _logger);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _settings.Dispose();

    [Fact]
    public async Task Tenant_has_only_so_many_checks_at_once_and_takes_none_from_others()
    {
        var running = Enumerable.Range(0, DomainChecks.MaxRequested).Select(n => _checks.TryCheckAsync(Domain("one", $"d{n}.test"), Cancellation)).ToList();

        var refused = await _checks.TryCheckAsync(Domain("one", "more.test"), Cancellation);
        var other = _checks.TryCheckAsync(Domain("two", "other.test"), Cancellation);
        _dns.Release();
        await Task.WhenAll(running);
        var later = await _checks.TryCheckAsync(Domain("one", "more.test"), Cancellation);

        Assert.Null(refused);
        Assert.NotNull(await other);
        Assert.All(running, check => Assert.NotNull(check.Result));
        Assert.NotNull(later);
    }

    [Theory]
    [InlineData("Providers", "{")]
    [InlineData("Name", null)]
    public async Task Domain_that_cannot_be_read_keeps_no_other_from_being_checked(string column, string? value)
    {
        _dns.Release();
        await _tables.Table.AddEntityAsync(new TableEntity("a", DomainId.Of("a", "bad.test")) { ["Name"] = "bad.test", [column] = value }, Cancellation);
        await _table.TryAddAsync(Domain("b", "fine.test"), Cancellation);

        var count = await _checks.RunAsync(Cancellation);

        Assert.Equal(1, count);
        Assert.NotNull((await _table.FindAsync("b", DomainId.Of("b", "fine.test"), Cancellation))!.Result);
        Assert.Contains(_logger.Entries, entry => entry.Text.Contains("could not be checked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Result_that_another_version_wrote_is_found_again()
    {
        _dns.Release();
        await _tables.Table.AddEntityAsync(
            new TableEntity("a", DomainId.Of("a", "acme.test")) { ["Name"] = "acme.test", ["Result"] = """{"state":"SomethingNew"}""", ["CheckedAt"] = _time.GetUtcNow().AddDays(-2), ["State"] = "somethingnew" }, Cancellation);

        var before = await _table.FindAsync("a", DomainId.Of("a", "acme.test"), Cancellation);
        await _checks.RunAsync(Cancellation);
        var after = await _table.FindAsync("a", DomainId.Of("a", "acme.test"), Cancellation);

        Assert.Null(before!.Result);
        Assert.NotNull(after!.Result);
    }

    [Fact]
    public async Task Run_checks_only_what_is_due()
    {
        _dns.Release();
        await _table.TryAddAsync(Domain("a", "new.test"), Cancellation);
        await _table.TryAddAsync(Domain("a", "recent.test") with { Result = new DomainResult(_time.GetUtcNow().AddHours(-2), DomainState.Verified, [], []) }, Cancellation);

        Assert.Equal(1, await _checks.RunAsync(Cancellation));
        Assert.Equal(0, await _checks.RunAsync(Cancellation));
    }

    private MailDomain Domain(string tenant, string name) => new() { Id = DomainId.Of(tenant, name), Tenant = tenant, Name = name, CreatedAt = _time.GetUtcNow(), ETag = "W/\"0\"" };

    /// <summary>Answers that there is nothing, once it is released.</summary>
    private sealed class HeldReader : IDnsReader
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _released.TrySetResult();

        public async Task<DnsAnswer> ReadAsync(string name, DnsType type, CancellationToken cancellationToken)
        {
            await _released.Task.WaitAsync(cancellationToken);
            return new DnsAnswer { Outcome = DnsOutcome.Missing };
        }
    }
}
