using EmailDispatch.Domains;

namespace EmailDispatch.Tests.Domains;

public sealed class BimiTests
{
    private const string Logo = "https://acme.test/logo.svg";
    private const string Enforced = "_dmarc.acme.test TXT v=DMARC1; p=reject";

    [Theory]
    [InlineData(Enforced, DomainState.Pending, "default._bimi.acme.test has no BIMI record.")]
    [InlineData(Enforced + "|default._bimi.acme.test TXT v=BIMI1; l=https://acme.test/logo.svg;", DomainState.Verified, null)]
    [InlineData(Enforced + "|default._bimi.acme.test TXT v=BIMI1; l=https://acme.test/logo.svg; a=https://acme.test/vmc.pem", DomainState.Verified, null)]
    [InlineData("_dmarc.acme.test TXT v=DMARC1; p=none|default._bimi.acme.test TXT v=BIMI1; l=https://acme.test/logo.svg;", DomainState.Verified, "Receivers show the logo only if the DMARC policy is quarantine or reject.")]
    [InlineData("default._bimi.acme.test TXT v=BIMI1; l=https://acme.test/logo.svg;", DomainState.Verified, "Receivers show the logo only if the DMARC policy is quarantine or reject.")]
    [InlineData(Enforced + "|default._bimi.acme.test TXT v=BIMI1; l=https://acme.test/old.svg;", DomainState.Failed, "The record of default._bimi.acme.test has l='https://acme.test/old.svg', not https://acme.test/logo.svg.")]
    [InlineData(Enforced + "|default._bimi.acme.test TXT l=https://acme.test/logo.svg; v=BIMI1", DomainState.Failed, "The record of default._bimi.acme.test does not begin with v=BIMI1.")]
    [InlineData(Enforced + "|default._bimi.acme.test TXT v=BIMI1; l=a|default._bimi.acme.test TXT v=BIMI1; l=b", DomainState.Failed, "default._bimi.acme.test has 2 BIMI records, so receivers ignore them all; keep one.")]
    [InlineData(Enforced + "|default._bimi.acme.test.acme.test TXT v=BIMI1; l=https://acme.test/logo.svg;", DomainState.Failed, "The record is at default._bimi.acme.test.acme.test, with the domain twice; enter default._bimi as its name, because the DNS console adds acme.test.")]
    public async Task Record_of_the_logo_is_checked(string records, DomainState state, string? problem)
    {
        await using var bench = new CheckBench(records.Split('|').Select(Parse));

        var result = await bench.CheckAsync(bench.Domain("acme.test") with { BimiLogo = Logo });

        var record = result.Records.Single(record => record.Record == "Bimi|TXT|default._bimi");
        Assert.Equal((state, problem), (record.State, record.Problem));
    }

    [Fact]
    public async Task Domain_without_a_logo_needs_no_record()
    {
        await using var bench = new CheckBench([]);

        var result = await bench.CheckAsync("acme.test");

        Assert.DoesNotContain(result.Records, record => record.Record.StartsWith("Bimi", StringComparison.Ordinal));
        Assert.DoesNotContain(bench.Dns.Questions, question => question.Name.Contains("_bimi", StringComparison.Ordinal));
    }

    private static DnsRecord Parse(string line) => line.Split(' ', 3) is [var name, _, var text] ? new DnsRecord(name, DnsWire.Txt, text) : throw new ArgumentException(line);
}
