using EmailDispatch.Domains;
using EmailDispatch.Domains.Dns;
using EmailDispatch.Tests.Providers;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.Tests.Domains;

/// <summary>A check of domains at a server on loopback, for providers of one's choice.</summary>
internal sealed class CheckBench : IAsyncDisposable
{
    private static readonly (string, string)[] Gmail = [("0:Name", "mail"), ("0:Preset", "Gmail"), ("0:Username", "a@example.com"), ("0:Secret", "mail")];

    private readonly SettingsFixture _settings;
    private readonly TimeSpan _lookupTimeout;

    public CheckBench(IEnumerable<DnsRecord> records, TimeSpan? lookupTimeout = null, params (string, string)[] providers)
    {
        Dns = new LoopbackDns(records);
        _settings = new SettingsFixture(providers.Length > 0 ? providers : Gmail);
        _lookupTimeout = lookupTimeout ?? TimeSpan.FromSeconds(5);
    }

    public LoopbackDns Dns { get; }

    public FakeTimeProvider Time { get; } = ManualTime.At("2026-03-10T12:00:00Z");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public MailDomain Domain(string name) => new() { Id = DomainId.Of("default", name), Tenant = "default", Name = name, CreatedAt = Time.GetUtcNow() };

    public Task<DomainResult> CheckAsync(string name) => CheckAsync(Domain(name));

    public async Task<DomainResult> CheckAsync(MailDomain domain) => (await CheckWithKeysAsync(domain)).Result;

    public Task<(DomainResult Result, IReadOnlyDictionary<string, bool> Published)> CheckWithKeysAsync(MailDomain domain)
    {
        var options = Options.Create(new DomainOptions { Resolver = Dns.Address, LookupTimeout = _lookupTimeout });
        return new DomainCheck(new DnsResolver(Dns.Address, _lookupTimeout, Time), _settings.Catalogue, options, Time).RunAsync(domain, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _settings.Dispose();
        await Dns.DisposeAsync();
    }
}
