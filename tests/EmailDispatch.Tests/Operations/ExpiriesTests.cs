using EmailDispatch.Access;
using EmailDispatch.Domains;
using EmailDispatch.Domains.Signing;
using EmailDispatch.Operations;
using EmailDispatch.Providers.State;
using EmailDispatch.Secrets;
using EmailDispatch.Tests.Access;
using EmailDispatch.Tests.Providers;
using EmailDispatch.Tests.Providers.State;

namespace EmailDispatch.Tests.Operations;

public sealed class ExpiriesTests : IAsyncLifetime
{
    private readonly AccessBench _access = new();
    private readonly ListLogger<Expiries> _log = new();
    private readonly MemoryTables _domains = new();
    private readonly SettingsFixture _settings = new(
        ("0:Name", "first"), ("0:Host", "smtp.first.test"), ("0:Username", "u"), ("0:Secret", "first-password"),
        ("1:Name", "second"), ("1:Host", "smtp.second.test"), ("1:Username", "u"), ("1:Secret", "second-password"), ("1:Tenants", "other"),
        ("1:CertificatePin", new string('a', 64)));

    private VaultServer _vault = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => _access.Time.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _vault = await VaultServer.StartAsync();
        (_vault.Secrets["first-password"], _vault.Secrets["second-password"]) = ("fake-password-1", "fake-password-2");
        _vault.Dates["first-password"] = _vault.Dates["second-password"] = (Now, null);
    }

    public async ValueTask DisposeAsync()
    {
        await _vault.DisposeAsync();
        _settings.Dispose();
    }

    [Fact]
    public async Task Nothing_is_listed_that_is_young_and_has_no_end()
    {
        await IssueAsync("used", daysAgo: 300, isUsed: true);
        await IssueAsync("new", daysAgo: 29, isUsed: false);

        Assert.Empty(await NewExpiries().ListAsync("acme", Cancellation));
    }

    [Fact]
    public async Task What_has_an_end_comes_first_and_then_what_is_old_or_unused()
    {
        _vault.Dates["first-password"] = (Now.AddDays(-10), Now.AddDays(6.5));
        await SeeCertificateAsync("first", Now.AddDays(2));
        await IssueAsync("forgotten", daysAgo: 30, isUsed: false);
        await IssueAsync("old", daysAgo: 365, isUsed: true);

        var found = await NewExpiries().ListAsync("acme", Cancellation);

        Assert.Equal(
            [(ExpiryKind.ProviderCertificate, "first", 2), (ExpiryKind.ProviderSecret, "first", 7), (ExpiryKind.ApiKey, "forgotten", null), (ExpiryKind.ApiKey, "old", null)],
            found.Select(expiry => (expiry.Kind, expiry.Name, expiry.DaysLeft(Now))));
        Assert.Equal(["Issued 30 days ago and never used. Revoke it.", "Issued 365 days ago. Issue a new key and revoke this one."], found.Skip(2).Select(expiry => expiry.Advice));
    }

    [Fact]
    public async Task Secret_of_half_a_year_and_one_that_cannot_be_read_are_listed()
    {
        _vault.Dates["second-password"] = (Now.AddDays(-180), null);
        _vault.Secrets.TryRemove("first-password", out _);

        var found = await NewExpiries().ListAsync("other", Cancellation);

        Assert.Equal(
            ["It cannot be read now, so its expiration date is unknown.", "Unchanged for 180 days. Replace it at the provider and store the new one."],
            found.Select(expiry => expiry.Advice));
        Assert.All(found, expiry => Assert.Null(expiry.DaysLeft(Now)));
    }

    [Fact]
    public async Task Dkim_key_of_a_year_that_still_signs_is_listed()
    {
        var domain = new MailDomain
        {
            Id = DomainId.Of("acme", "acme.example"),
            Tenant = "acme",
            Name = "acme.example",
            CreatedAt = Now.AddDays(-400),
            Keys =
            [
                new OwnKey { Selector = "old", Algorithm = DkimAlgorithm.Rsa, PublicKey = "AAAA", CreatedAt = Now.AddDays(-365) },
                new OwnKey { Selector = "replaced", Algorithm = DkimAlgorithm.Rsa, PublicKey = "AAAA", CreatedAt = Now.AddDays(-365), ReplacedAt = Now },
                new OwnKey { Selector = "young", Algorithm = DkimAlgorithm.Rsa, PublicKey = "AAAA", CreatedAt = Now.AddDays(-364) },
            ],
        };
        await new DomainTable(_domains).TryAddAsync(domain, Cancellation);

        var found = Assert.Single(await NewExpiries().ListAsync("acme", Cancellation));

        Assert.Equal((ExpiryKind.DkimKey, "old._domainkey.acme.example", null), (found.Kind, found.Name, found.DaysLeft(Now)));
        Assert.StartsWith("Made 365 days ago.", found.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tenant_sees_neither_the_providers_nor_the_keys_of_another()
    {
        await SeeCertificateAsync("second", Now.AddDays(1));
        await IssueAsync("forgotten", daysAgo: 30, isUsed: false);

        Assert.Empty(await NewExpiries().ListAsync("third", Cancellation));
    }

    [Theory]
    [InlineData(31, false)]
    [InlineData(30, true)]
    [InlineData(29, false)]
    [InlineData(8, false)]
    [InlineData(7, true)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    [InlineData(-3, true)]
    public async Task Report_comes_30_and_7_days_and_1_day_before_and_daily_after(int daysLeft, bool reported)
    {
        await SeeCertificateAsync("second", Now.AddDays(daysLeft).AddHours(-1));

        await NewExpiries().ReportAsync(Cancellation);

        Assert.Equal(
            reported ? [$"Expiry: provider_certificate of second expires at {Now.AddDays(daysLeft).AddHours(-1):O}. Add the pin of the next certificate of smtp.second.test to CertificatePin before it is changed."] : [],
            _log.Entries.Select(entry => entry.Text));
    }

    private Expiries NewExpiries() => new(
        _settings.Catalogue, new ProviderSnapshots(new ProviderStateTable(_access.Tables, _access.Time), _access.Time), new KeyVaultSecretSource(_vault.NewClient()),
        _access.Management, new DomainTable(_domains), _access.Time, _log);

    private async Task SeeCertificateAsync(string provider, DateTimeOffset expiresAt)
    {
        var row = new SharedRow(new ProviderStateTable(_access.Tables, _access.Time), provider, LastTest.Key);
        await row.TryChangeAsync(_ => new LastTest(Now, true, null, "") { CertificateExpiresAt = expiresAt }.Write(row.NewEntity()), Cancellation);
    }

    private async Task IssueAsync(string name, int daysAgo, bool isUsed)
    {
        var now = Now;
        _access.Time.AdjustTime(now.AddDays(-daysAgo));
        var issued = (await _access.Management.IssueAsync(_access.Admin, new ApiKeyRequest { Name = name }, Cancellation)).Issued!;
        if (isUsed)
            await _access.Uses.NoteAsync(issued.Key, Cancellation);
        _access.Time.AdjustTime(now);
    }
}
