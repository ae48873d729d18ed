using System.Text;
using System.Text.Json;
using EmailDispatch.Domains;
using EmailDispatch.Emails;

namespace EmailDispatch.Tests.Domains;

public sealed class DomainReaderTests
{
    [Theory]
    [InlineData("acme.test", "acme.test")]
    [InlineData("Mail.ACME.test", "mail.acme.test")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("ΕΛΛΆΔΑ.example", "xn--hxakic4aa.example")]
    public void Name_is_kept_in_the_form_of_DNS(string name, string kept)
    {
        var read = Read($$"""{"name":"{{name}}"}""");

        Assert.Equal(kept, read.Request!.Name);
    }

    [Theory]
    [InlineData("acme")]
    [InlineData("a@acme.test")]
    [InlineData("*.acme.test")]
    [InlineData("_dmarc.acme.test")]
    [InlineData("acme..test")]
    [InlineData("-acme.test")]
    [InlineData("acme.test.")]
    [InlineData("192.0.2.1")]
    [InlineData("xn--a.test")]
    [InlineData("acme.test\\u0000")]
    [InlineData("acme .test")]
    [InlineData("")]
    public void What_is_no_domain_is_refused(string name)
    {
        var read = Read($$"""{"name":"{{name}}"}""");

        Assert.Equal(["name"], read.Errors.Select(error => error.Field));
    }

    [Theory]
    [InlineData("""{"custom_return_path":"send"}""", "name")]
    [InlineData("""{"name":"acme.test","custom_return_path":"a.b"}""", "custom_return_path")]
    [InlineData("""{"name":"acme.test","bimi_logo":"http://acme.test/logo.svg"}""", "bimi_logo")]
    [InlineData("""{"name":"acme.test","bimi_logo":"https://acme.test/a;l=b.svg"}""", "bimi_logo")]
    [InlineData("""{"name":"acme.test","open_tracking":true}""", "open_tracking")]
    [InlineData("""{"name":"acme.test","tls":"enforced"}""", "tls")]
    [InlineData("""{"name":"acme.test","nam":"x"}""", "nam")]
    [InlineData("""{"name":"acme.test","providers":[]}""", "providers")]
    [InlineData("""{"name":"acme.test","providers":{"A b":{}}}""", "providers.A b")]
    [InlineData("""{"name":"acme.test","providers":{"a":{"dkim_selectors":["x y"]}}}""", "providers.a.dkim_selectors[0]")]
    [InlineData("""{"name":"acme.test","providers":{"a":{"selectors":[]}}}""", "providers.a.selectors")]
    public void Fault_is_told_at_its_field(string json, string field)
    {
        var read = Read(json);

        Assert.Equal([field], read.Errors.Select(error => error.Field));
    }

    [Fact]
    public void Request_in_the_words_of_the_Resend_API_is_taken()
    {
        var read = Read("""{"name":"acme.test","region":"us-east-1","custom_return_path":"Send","open_tracking":false,"click_tracking":false,"tls":"opportunistic"}""");

        Assert.Equal((EmailFault.None, "send"), (read.Fault, read.Request?.CustomReturnPath));
    }

    [Theory]
    [InlineData("{}", "providers")]
    [InlineData("""{"name":"other.test"}""", "name")]
    public void Update_changes_what_can_be_changed(string json, string field)
    {
        var read = DomainReader.ReadUpdate(Encoding.UTF8.GetBytes(json));

        Assert.Equal([field], read.Errors.Select(error => error.Field));
    }

    [Fact]
    public void Selectors_of_all_providers_together_fit_into_a_row()
    {
        var fits = ReadWithSelectors(20);
        var tooMany = ReadWithSelectors(21);

        Assert.Empty(fits.Errors);
        Assert.Equal(["providers"], tooMany.Errors.Select(error => error.Field));
    }

    private static ReadResult<DomainRequest> ReadWithSelectors(int providers) => Read(JsonSerializer.Serialize(new
    {
        name = "acme.test",
        providers = Enumerable.Range(10, providers).ToDictionary(
            p => $"{new string('p', 60)}{p}",
            p => new { return_path = new string('r', 63), dkim_selectors = Enumerable.Range(0, 10).Select(n => $"{new string('s', 60)}{p}{n}") }),
    }));

    private static ReadResult<DomainRequest> Read(string json) => DomainReader.Read(Encoding.UTF8.GetBytes(json));
}
