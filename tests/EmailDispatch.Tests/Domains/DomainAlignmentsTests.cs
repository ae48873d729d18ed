using Azure;
using Azure.Data.Tables;
using EmailDispatch.Domains;
using EmailDispatch.Tests.Providers;
using EmailDispatch.Tests.Providers.State;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.Tests.Domains;

/// <summary>What is known of domains while emails are sent: from memory, and never at the price of an email.</summary>
public sealed class DomainAlignmentsTests : IDisposable
{
    private readonly FakeTimeProvider _time = ManualTime.At("2026-03-10T12:00:00Z");
    private readonly MemoryTables _tables = new();
    private readonly ListLogger<KnownDomains> _logger = new();
    private readonly SettingsFixture _settings = new(
        ("0:Name", "mail"), ("0:Host", "mail.example.com"),
        ("1:Name", "rewriting"), ("1:Host", "mail.example.net"), ("1:RewriteFrom", "true"), ("1:DefaultFromAddress", "a@own.example"), ("1:FromDomains", "own.example"));

    private readonly KnownDomains _known;
    private readonly DomainAlignments _alignments;

    public DomainAlignmentsTests() => (_known, _alignments) = New(_tables, _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _settings.Dispose();

    [Fact]
    public async Task Domains_are_read_once_in_five_minutes_and_no_email_waits_for_that()
    {
        await AddAsync("acme.test");

        foreach (var _ in Enumerable.Range(0, 100))
            Assert.Equal(["mail"], await FindAsync("acme.test"));
        var before = _tables.Table.Queries;
        _time.Advance(KnownDomains.Lifetime);
        var after = await FindAsync("acme.test");

        Assert.Equal((1, 2), (before, _tables.Table.Queries));
        Assert.Equal(["mail"], after);
    }

    [Fact]
    public async Task Provider_that_rewrites_the_sender_does_not_fail_for_it()
    {
        await AddAsync("acme.test");

        Assert.DoesNotContain("rewriting", await FindAsync("acme.test"));
    }

    [Fact]
    public async Task Domain_of_another_tenant_counts_for_nobody_else()
    {
        await AddAsync("acme.test");

        var failing = await _alignments.FindFailingAsync("stranger", "acme.test", _settings.Catalogue.All, Cancellation);

        Assert.Empty(failing);
    }

    [Fact]
    public async Task Storage_that_fails_skips_nothing_and_is_asked_again_later()
    {
        await AddAsync("acme.test");
        _tables.Table.Fault = new RequestFailedException(400, "Any fault at all");
        var during = await FindAsync("acme.test");

        _tables.Table.Fault = null;
        _time.Advance(KnownDomains.Lifetime);
        await FindAsync("acme.test");
        var after = await FindAsync("acme.test");

        Assert.Empty(during);
        Assert.Equal(["mail"], after);
        Assert.Single(_logger.Entries);
    }

    [Fact]
    public async Task Storage_that_fails_later_leaves_what_was_read_before()
    {
        await AddAsync("acme.test");
        await FindAsync("acme.test");

        _tables.Table.Fault = new IOException("gone");
        _time.Advance(KnownDomains.Lifetime);

        Assert.Equal(["mail"], await FindAsync("acme.test"));
    }

    [Fact]
    public async Task Storage_that_hangs_keeps_no_email_waiting()
    {
        var finding = New(new HangingTables(), _time).Alignments.FindFailingAsync("default", "acme.test", _settings.Catalogue.All, Cancellation).AsTask();
        var isWaiting = !finding.IsCompleted;

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.True(isWaiting);
        Assert.Empty(await finding);
    }

    [Theory]
    [InlineData("Providers", "{")]
    [InlineData("Name", null)]
    public async Task Row_that_cannot_be_read_keeps_no_email_from_being_sent(string column, string? value)
    {
        await AddAsync("acme.test");
        await _tables.Table.AddEntityAsync(new TableEntity("default", DomainId.Of("default", "bad.test")) { ["Name"] = "bad.test", [column] = value }, Cancellation);

        var failing = await FindAsync("acme.test");

        Assert.Empty(failing);
    }

    [Fact]
    public async Task Tenants_that_are_remembered_are_bounded()
    {
        foreach (var n in Enumerable.Range(0, KnownDomains.Capacity + 10))
            await _alignments.FindFailingAsync($"t{n}", "acme.test", _settings.Catalogue.All, Cancellation);

        Assert.InRange(_known.Count, 1, KnownDomains.Capacity);
    }

    private (KnownDomains Known, DomainAlignments Alignments) New(TableServiceClient tables, TimeProvider time)
    {
        var known = new KnownDomains(new DomainTable(tables), time, _logger);
        return (known, new DomainAlignments(known, Options.Create(new DomainOptions { RequireAlignment = AlignmentRule.Skip })));
    }

    private ValueTask<IReadOnlyList<string>> FindAsync(string domain) => _alignments.FindSkippedAsync("default", domain, _settings.Catalogue.All, Cancellation);

    private Task AddAsync(string name)
    {
        var alignment = _settings.Catalogue.All.Select(provider => new ProviderAlignment(provider.Name, provider.Preset, Alignment.Fail, Alignment.Fail)).ToList();
        var domain = new MailDomain
        {
            Id = DomainId.Of("default", name),
            Tenant = "default",
            Name = name,
            CreatedAt = _time.GetUtcNow(),
            Result = new DomainResult(_time.GetUtcNow(), DomainState.Failed, [], alignment),
        };
        return new DomainTable(_tables).TryAddAsync(domain, Cancellation);
    }

    private sealed class HangingTables : TableServiceClient
    {
        public override TableClient GetTableClient(string tableName) => new HangingTable();
    }

    private sealed class HangingTable : TableClient
    {
        public override AsyncPageable<T> QueryAsync<T>(string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default) =>
            new HangingPages<T>();
    }

    private sealed class HangingPages<T> : AsyncPageable<T>
        where T : notnull
    {
        public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
        {
            await new TaskCompletionSource().Task;
            yield break;
        }
    }
}
