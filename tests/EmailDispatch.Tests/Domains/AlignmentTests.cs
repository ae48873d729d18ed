using EmailDispatch.Domains;

namespace EmailDispatch.Tests.Domains;

/// <summary>Which providers go with a domain, by what is published.</summary>
public sealed class AlignmentTests
{
    private static readonly string Key = Zone.Records.Single(record => record.Name == "keys.service.test").Text;

    [Theory]
    [InlineData("SendGrid", "s1._domainkey.acme.test TXT {key}", "Fail", "Pass")]
    [InlineData("SendGrid", "", "Fail", "Fail")]
    [InlineData("Brevo", "brevo1._domainkey.acme.test CNAME b1.acme-test.dkim.brevo.com;b1.acme-test.dkim.brevo.com TXT {key}", "Fail", "Pass")]
    [InlineData("Postmark", "pm-bounces.acme.test CNAME pm.mtasv.net", "Pass", "Unknown")]
    [InlineData("Postmark", "pm-bounces.acme.test CNAME pm.mtasv.net;_dmarc.acme.test TXT v=DMARC1; p=none; aspf=s", "Fail", "Unknown")]
    [InlineData("Postmark", "", "Fail", "Unknown")]
    [InlineData("Office365", "acme.test TXT v=spf1 include:spf.protection.outlook.com -all", "Pass", "Fail")]
    [InlineData("Office365", "acme.test TXT v=spf1 -all;selector2._domainkey.acme.test TXT {key}", "Fail", "Pass")]
    [InlineData("Office365", "acme.test TXT v=spf1 ip4:192.0.2.1 -all", "Unknown", "Fail")]
    [InlineData("Office365", "acme.test TXT v=spf1 -include:spf.protection.outlook.com -all", "Fail", "Fail")]
    [InlineData("Office365", "acme.test TXT v=spf1 include:spf.protection.outlook.com -all;acme.test TXT v=spf1 -all", "Fail", "Fail")]
    [InlineData("Office365", "acme.test TXT v=spf1 include:spf.protection.outlook.com include:gone.test -all", "Unknown", "Fail")]
    [InlineData("Mailgun", "acme.test TXT v=spf1 include:mailgun.org ~all", "Pass", "Unknown")]
    [InlineData("AmazonSes", "", "Fail", "Unknown")]
    [InlineData("Resend", "send.acme.test TXT v=spf1 include:amazonses.com ~all;resend._domainkey.acme.test TXT {key}", "Pass", "Pass")]
    [InlineData("Zoho", "", "Unknown", "Unknown")]
    public async Task Provider_goes_with_the_domain_as_its_service_sends(string preset, string records, string spf, string dkim)
    {
        await using var bench = Bench(preset, records);

        var result = await bench.CheckAsync("acme.test");

        Assert.Equal((spf, dkim), (result.Alignment.Single().Spf.ToString(), result.Alignment.Single().Dkim.ToString()));
    }

    [Theory]
    [InlineData(Alignment.Pass, Alignment.Fail, Alignment.Pass)]
    [InlineData(Alignment.Unknown, Alignment.Pass, Alignment.Pass)]
    [InlineData(Alignment.Unknown, Alignment.Fail, Alignment.Unknown)]
    [InlineData(Alignment.Fail, Alignment.Fail, Alignment.Fail)]
    [InlineData(Alignment.Unknown, Alignment.Unknown, Alignment.Unknown)]
    public void One_of_both_is_enough_for_DMARC(Alignment spf, Alignment dkim, Alignment dmarc)
    {
        var alignment = new ProviderAlignment("a", "", spf, dkim);

        Assert.Equal(dmarc, alignment.Dmarc);
    }

    [Fact]
    public async Task Selectors_and_return_path_of_an_account_count_for_it()
    {
        await using var bench = Bench("AmazonSes", "abc._domainkey.acme.test CNAME abc.dkim.amazonses.com;abc.dkim.amazonses.com TXT {key};bounce.acme.test TXT v=spf1 include:amazonses.com ~all;bounce.acme.test MX 10 feedback-smtp.eu-west-1.amazonses.com");
        var domain = bench.Domain("acme.test") with { Providers = new Dictionary<string, DomainProvider> { ["mail"] = new() { DkimSelectors = ["abc"], ReturnPath = "bounce" } } };

        var result = await bench.CheckAsync(domain);

        Assert.Equal((Alignment.Pass, Alignment.Pass), (result.Alignment.Single().Spf, result.Alignment.Single().Dkim));
        Assert.All(result.Records.Where(record => record.Record is not ("Spf|TXT|@" or "Dmarc|TXT|_dmarc")), record => Assert.Equal(DomainState.Verified, record.State));
    }

    [Fact]
    public async Task Record_for_two_services_includes_both()
    {
        await using var bench = new CheckBench(Records("acme.test TXT v=spf1 include:_spf.google.com ~all"), null, [.. Settings(0, "google", "Gmail"), .. Settings(1, "office", "Office365")]);

        var result = await bench.CheckAsync("acme.test");

        Assert.Contains("does not include spf.protection.outlook.com", result.Records.Single(record => record.Record == "Spf|TXT|@").Problem, StringComparison.Ordinal);
        Assert.Equal([Alignment.Pass, Alignment.Fail], result.Alignment.Select(alignment => alignment.Spf));
    }

    [Fact]
    public async Task Provider_of_other_domains_is_left_out()
    {
        await using var bench = new CheckBench(Records(""), null, [.. Settings(0, "mail", "Gmail"), ("0:FromDomains", "other.test")]);

        var result = await bench.CheckAsync("acme.test");

        Assert.Empty(result.Alignment);
    }

    private static CheckBench Bench(string preset, string records) => new(Records(records), null, Settings(0, "mail", preset));

    private static (string, string)[] Settings(int index, string name, string preset) =>
    [
        ($"{index}:Name", name), ($"{index}:Preset", preset), ($"{index}:Secret", "mail"),
        .. preset is "Postmark" ? ((string, string)[])[] : [($"{index}:Username", preset switch { "SendGrid" => "apikey", "Resend" => "resend", _ => "user@example.com" })],
        .. preset is "AmazonSes" ? ((string, string)[])[($"{index}:Region", "eu-west-1")] : [],
    ];

    private static IEnumerable<DnsRecord> Records(string records) =>
    [
        .. records.Split(';', StringSplitOptions.RemoveEmptyEntries).Aggregate(new List<string>(), Join).Select(line => DnsRecord.Parse(line.Replace("{key}", Key, StringComparison.Ordinal))),
        .. ((string[])["_spf.google.com", "spf.protection.outlook.com", "mailgun.org", "amazonses.com"]).Select(name => new DnsRecord(name, DnsWire.Txt, "v=spf1 ip4:198.51.100.0/24 ~all")),
    ];

    // The tags of a record have semicolons between them too.
    private static List<string> Join(List<string> lines, string part)
    {
        if (part.StartsWith(' '))
            lines[^1] += $";{part}";
        else
            lines.Add(part);
        return lines;
    }
}
