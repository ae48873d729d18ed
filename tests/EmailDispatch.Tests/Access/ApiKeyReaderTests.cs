using System.Text;
using EmailDispatch.Access;
using EmailDispatch.Emails;

namespace EmailDispatch.Tests.Access;

public sealed class ApiKeyReaderTests
{
    [Fact]
    public void Request_is_read()
    {
        var request = Read("""
            {"name":"web","tenant":"acme","scopes":["send","read"],"from_domains":["Example.com","*.example.test"],
             "deliver_only_to":["\"qa\"@BÜCHER.example","Test.example","*.dev.example"],"redirect_to":" qa@xn--bcher-kva.example ",
             "ip_ranges":["203.0.113.0/24","2001:db8::1"],"rate_per_second":10}
            """).Request!;

        Assert.Equal(("web", "acme", Scopes.Send | Scopes.Read, 10), (request.Name, request.Tenant, request.Scopes, request.RatePerSecond));
        Assert.Equal(["example.com", "*.example.test"], request.FromDomains);
        Assert.Equal(["qa@xn--bcher-kva.example", "test.example", "*.dev.example"], request.Recipients.DeliverOnlyTo);
        Assert.Equal("qa@xn--bcher-kva.example", request.Recipients.RedirectTo);
        Assert.Equal(["203.0.113.0/24", "2001:db8::1/128"], request.IpRanges.Select(range => range.ToString()));
    }

    [Theory]
    [InlineData("""{"name":"x"}""", Scopes.All)]
    [InlineData("""{"name":"x","permission":"full_access"}""", Scopes.All)]
    [InlineData("""{"name":"x","permission":"sending_access","domain_id":null,"tenant":null}""", Scopes.Send)]
    [InlineData("""{"name":"x","scopes":["admin"]}""", Scopes.Admin)]
    public void Scopes_are_all_unless_told(string json, Scopes expected)
    {
        var request = Read(json).Request!;

        Assert.Equal(expected, request.Scopes);
        Assert.Null(request.Tenant);
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData("{}", "name")]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"name":" "}""", "name")]
    [InlineData("""{"name":7}""", "name")]
    [InlineData("""{"name":"a\nb"}""", "name")]
    [InlineData("""{"name":"\ud800"}""", "name")]
    [InlineData("""{"name":"x","tenant":"A|B"}""", "tenant")]
    [InlineData("""{"name":"x","scopes":"send"}""", "scopes")]
    [InlineData("""{"name":"x","scopes":[]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["send","write"]}""", "scopes[1]")]
    [InlineData("""{"name":"x","permission":"none"}""", "permission")]
    [InlineData("""{"name":"x","permission":"full_access","scopes":["send"]}""", "permission")]
    [InlineData("""{"name":"x","domain_id":"5e4d5e4d"}""", "domain_id")]
    [InlineData("""{"name":"x","from_domains":["example.com","no domain"]}""", "from_domains[1]")]
    [InlineData("""{"name":"x","from_domains":["*"]}""", "from_domains[0]")]
    [InlineData("""{"name":"x","from_domains":["a.example,b.example"]}""", "from_domains[0]")]
    [InlineData("""{"name":"x","from_domains":[]}""", "from_domains")]
    [InlineData("""{"name":"x","deliver_only_to":[]}""", "deliver_only_to")]
    [InlineData("""{"name":"x","deliver_only_to":"qa@example.com"}""", "deliver_only_to")]
    [InlineData("""{"name":"x","deliver_only_to":["example.com","*"]}""", "deliver_only_to[1]")]
    [InlineData("""{"name":"x","deliver_only_to":["*@example.com","a@b"]}""", "deliver_only_to[1]")]
    [InlineData("""{"name":"x","deliver_only_to":["QA <qa@example.com>"]}""", "deliver_only_to[0]")]
    [InlineData("""{"name":"x","deliver_only_to":["\"a,b\"@example.com"]}""", "deliver_only_to[0]")]
    [InlineData("""{"name":"x","redirect_to":"example.com"}""", "redirect_to")]
    [InlineData("""{"name":"x","redirect_to":["qa@example.com"]}""", "redirect_to")]
    [InlineData("""{"name":"x","redirect_to":"qa@example.com, b@example.com"}""", "redirect_to")]
    [InlineData("""{"name":"x","ip_ranges":["10.0.0.1/8"]}""", "ip_ranges[0]")]
    [InlineData("""{"name":"x","ip_ranges":[null]}""", "ip_ranges[0]")]
    [InlineData("""{"name":"x","rate_per_second":0}""", "rate_per_second")]
    [InlineData("""{"name":"x","rate_per_second":1.5}""", "rate_per_second")]
    [InlineData("""{"name":"x","rate_per_second":10001}""", "rate_per_second")]
    [InlineData("""{"name":"x","rate_per_second":"9"}""", "rate_per_second")]
    [InlineData("""{"name":"x","scope":["send"]}""", "scope")]
    public void Fault_is_told_at_its_field(string json, string field)
    {
        var result = Read(json);

        Assert.Null(result.Request);
        Assert.Equal(EmailFault.Invalid, result.Fault);
        Assert.Equal(field, Assert.Single(result.Errors).Field);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var result = Read("""{"scopes":["x"],"ip_ranges":["x"],"from_domains":["x"],"rate_per_second":-1,"unknown":1}""");

        Assert.Equal(["scopes[0]", "ip_ranges[0]", "from_domains[0]", "rate_per_second", "unknown", "name"], result.Errors.Select(e => e.Field));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"name":"x","name":"y"}""")]
    [InlineData("""{"name":"x","\ud800":1}""")]
    public void Malformed_json_is_told_as_such(string json) => Assert.Equal(EmailFault.Malformed, Read(json).Fault);

    private static ReadResult<ApiKeyRequest> Read(string json) => ApiKeyReader.Read(Encoding.UTF8.GetBytes(json));
}
