using System.Diagnostics;
using System.Text.Json;
using EmailDispatch.Domains;
using EmailDispatch.Domains.Dns;
using EmailDispatch.EndToEnd.Samples;
using EmailDispatch.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EmailDispatch.EndToEnd.Domains;

/// <summary>Compares the verdicts on all zones with an independent implementation of SPF, DKIM and DMARC.</summary>
public sealed class MailauthTests
{
    // A resolver may return a CNAME or a TXT record, or either of two keys, first.
    private static readonly string[] Chance = ["spf-alias.test", "key-alias-beside.test", "key-two.test"];

    // Valid under RFC 9989; receivers that follow RFC 7489 ignore the first, and the second produces no reports.
    private static readonly string[] Stricter = ["dmarc-no-p.test", "dmarc-rua.test"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verdicts_are_those_of_another_implementation()
    {
        await using var dns = new LoopbackDns(Zone.Records);
        var zones = Zone.All.Where(zone => !Chance.Contains(zone.Domain)).ToList();
        var theirs = await AskAsync(dns.Address, zones);
        var ours = new List<(string Domain, bool Spf, bool Dkim, bool Dmarc)>();
        foreach (var zone in zones)
            ours.Add(await CheckAsync(dns.Address, zone.Domain));

        var same = theirs.Select(their => (their.Domain, Spf: their.Service == "pass" && their.Nobody != "permerror", their.Dkim, Dmarc: their.Dmarc == "pass" && !Stricter.Contains(their.Domain)));

        Assert.Equal(same, ours);
        Assert.InRange(zones.Count, 50, int.MaxValue);
    }

    private static async Task<List<Verdicts>> AskAsync(string server, List<Zone> zones)
    {
        await NodePackages.InstalledAsync();
        var start = new ProcessStartInfo("node", [Path.Combine(NodePackages.Folder, "Domains", "mailauth.mjs"), server, .. zones.Select(zone => zone.Domain)]);
        return JsonSerializer.Deserialize<List<Verdicts>>(await ExternalProgram.RunAsync(start, [], Cancellation), Json)!;
    }

    private static async Task<(string Domain, bool Spf, bool Dkim, bool Dmarc)> CheckAsync(string server, string name)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Providers:0:Name"] = "mail",
            ["Providers:0:Preset"] = "Gmail",
            ["Providers:0:Username"] = "a@example.com",
            ["Providers:0:Secret"] = "mail",
        }).Build();
        using var catalogue = new ProviderCatalogue(configuration, NullLogger<ProviderCatalogue>.Instance);
        var options = Options.Create(new DomainOptions { Resolver = server });
        var domain = new MailDomain { Id = DomainId.Of("t", name), Tenant = "t", Name = name, CreatedAt = TimeProvider.System.GetUtcNow() };
        var (result, _) = await new DomainCheck(new DnsResolver(server, options.Value.LookupTimeout, TimeProvider.System), catalogue, options, TimeProvider.System).RunAsync(domain, Cancellation);
        return (name, Is("Spf|TXT|@"), Is("Dkim|TXT|google._domainkey"), Is("Dmarc|TXT|_dmarc"));

        bool Is(string record) => result.Records.Single(r => r.Record == record).State == DomainState.Verified;
    }

    private sealed record Verdicts(string Domain, string Service, string Nobody, bool Dkim, string Dmarc);
}
