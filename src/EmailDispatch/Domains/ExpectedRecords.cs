using EmailDispatch.Emails;
using EmailDispatch.Providers;

namespace EmailDispatch.Domains;

/// <summary>The records that a domain needs for the providers that may send for it.</summary>
internal static class ExpectedRecords
{
    /// <summary>The maximum checked and shown: each costs lookups, and all results must fit into one table row.</summary>
    public const int Max = 40;

    private const string Root = "@";

    public static IReadOnlyList<ProviderOptions> ProvidersOf(MailDomain domain, IEnumerable<ProviderOptions> all) =>
    [
        .. all.Where(p => p.Enabled && (p.Tenants.Count == 0 || p.Tenants.Contains(domain.Tenant)) && DomainPattern.MatchesAny(p.FromDomains, domain.Name)),
    ];

    public static IReadOnlyList<ExpectedRecord> Of(MailDomain domain, IReadOnlyList<ProviderOptions> providers)
    {
        var senders = providers.Select(provider => new DomainSender(domain, provider)).ToList();
        List<ExpectedRecord> records = [.. Spf(domain, senders), Dmarc(domain), .. OwnKeys(domain), .. senders.SelectMany(Dkim), .. senders.SelectMany(ReturnPath), .. Bimi(domain)];

        // Two accounts of the same service share their records.
        return
        [
            .. records.GroupBy(record => record.Key)
                .Select(same => same.First() with { Providers = [.. same.SelectMany(record => record.Providers).Distinct()] })
                .Take(Max),
        ];
    }

    private static IEnumerable<ExpectedRecord> Spf(MailDomain domain, List<DomainSender> senders)
    {
        var hosts = senders.Where(sender => sender.Service?.SpfInclude is not null && sender.EnvelopeHost is not null && sender.Service.ReturnPathAlias is null)
            .GroupBy(sender => sender.EnvelopeHost!)
            .ToList();
        if (!hosts.Exists(host => host.Key == domain.Name))
            yield return Text(domain, RecordPurpose.Spf, Root, null) with { IsRequired = false };

        foreach (var host in hosts)
        {
            var includes = host.Select(sender => sender.Service!.SpfInclude!).Distinct().ToList();
            var name = host.Key == domain.Name ? Root : host.Key[..^(domain.Name.Length + 1)];
            yield return Text(domain, RecordPurpose.Spf, name, $"v=spf1 {string.Join(' ', includes.Select(include => $"include:{include}"))} ~all") with
            {
                Providers = [.. host.Select(sender => sender.Provider.Name)],
                Includes = includes,
                IsRequired = host.Any(sender => sender.Service!.SendsAsDomain),
            };
        }
    }

    private static IEnumerable<ExpectedRecord> Dkim(DomainSender sender)
    {
        foreach (var (selector, index) in sender.Selectors.Select((selector, index) => (selector, index)))
        {
            yield return Text(sender.Domain, RecordPurpose.Dkim, $"{selector}._domainkey", sender.AliasOf(selector, index + 1)) with
            {
                Type = sender.Service?.HasAliases == true ? "CNAME" : "TXT",
                Providers = [sender.Provider.Name],
            };
        }
    }

    // A key that still waits for its record is not required, unless the domain was never verified.
    private static IEnumerable<ExpectedRecord> OwnKeys(MailDomain domain) => domain.Keys.Select(key => Text(domain, RecordPurpose.Dkim, key.RecordName, key.Record) with
    {
        OwnKey = key,
        IsRequired = key.ReplacedAt is null && (key.PublishedAt is not null || domain.VerifiedAt is null),
    });

    private static ExpectedRecord Dmarc(MailDomain domain) => Text(domain, RecordPurpose.Dmarc, "_dmarc", "v=DMARC1; p=none");

    private static IEnumerable<ExpectedRecord> ReturnPath(DomainSender sender)
    {
        if (sender.ReturnPathLabel is not { } label || sender.Service is not { } service)
            yield break;

        var record = Text(sender.Domain, RecordPurpose.ReturnPath, label, service.ReturnPathAlias) with { Type = "CNAME", Providers = [sender.Provider.Name], IsRequired = false };
        if (service.ReturnPathAlias is not null)
            yield return record;
        else if (service.ReturnPathExchange is { } exchange && sender.Provider.Region.Length > 0)
            yield return record with { Type = "MX", Value = exchange.Replace("{region}", sender.Provider.Region, StringComparison.Ordinal), Priority = 10 };
    }

    private static IEnumerable<ExpectedRecord> Bimi(MailDomain domain) => domain.BimiLogo is { } logo
        ? [Text(domain, RecordPurpose.Bimi, "default._bimi", $"v=BIMI1; l={logo};") with { IsRequired = false }]
        : [];

    private static ExpectedRecord Text(MailDomain domain, RecordPurpose purpose, string name, string? value) =>
        new() { Purpose = purpose, Type = "TXT", Name = name, Host = name == Root ? domain.Name : $"{name}.{domain.Name}", Value = value };
}
