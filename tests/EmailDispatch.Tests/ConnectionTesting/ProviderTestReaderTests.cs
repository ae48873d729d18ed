using System.Text;
using EmailDispatch.ConnectionTesting;
using EmailDispatch.Emails;
using EmailDispatch.Providers;

namespace EmailDispatch.Tests.ConnectionTesting;

public sealed class ProviderTestReaderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"to":null}""")]
    public void Body_is_optional_where_the_address_names_the_provider(string body)
    {
        var request = ProviderTestReader.Read(Encoding.UTF8.GetBytes(body), "mail").Request!;

        Assert.Equal(("mail", null, null), (request.Provider, request.From, request.To));
    }

    [Theory]
    [InlineData("mail", """{"to":"nobody"}""", "to")]
    [InlineData("mail", """{"from":7}""", "from")]
    [InlineData("mail", """{"host":"smtp.example.com"}""", "host")]
    [InlineData(null, "{}", "provider")]
    [InlineData(null, """{"provider":"mail","port":25}""", "port")]
    [InlineData(null, """{"host":"a b"}""", "host")]
    [InlineData(null, """{"host":"smtp.example.com","port":70000}""", "port")]
    [InlineData(null, """{"host":"smtp.example.com","security":"ssl"}""", "security")]
    [InlineData(null, """{"host":"smtp.example.com","username":"u"}""", "password")]
    [InlineData(null, """{"host":"smtp.example.com","username":"u","password":"a\r\nb"}""", "password")]
    public void Fault_is_told_at_its_field(string? provider, string body, string field)
    {
        var result = ProviderTestReader.Read(Encoding.UTF8.GetBytes(body), provider);

        Assert.Null(result.Request);
        Assert.Equal((EmailFault.Invalid, field), (result.Fault, Assert.Single(result.Errors).Field));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"to":"a@example.com","to":"b@example.com"}""")]
    public void Body_that_is_not_json_is_malformed(string body) =>
        Assert.Equal(EmailFault.Malformed, ProviderTestReader.Read(Encoding.UTF8.GetBytes(body), "mail").Fault);

    [Theory]
    [InlineData("smtp.elsewhere.test", 587, "StartTls", "host")]
    [InlineData("127.0.0.1", 587, "StartTls", "host")]
    [InlineData("email-smtp.evil.test/.amazonaws.com", 587, "StartTls", "host")]
    [InlineData("smtp.sendgrid.net", 22, "StartTls", "port")]
    [InlineData("smtp.example.test", 8080, "StartTls", "port")]
    [InlineData("smtp.sendgrid.net", 25, "None", "security")]
    [InlineData("smtp.example.test", 4711, "None", null)]
    [InlineData("SMTP.example.test", 465, "SslOnConnect", null)]
    [InlineData("smtp.sendgrid.net", 2525, "StartTls", null)]
    [InlineData("smtp.eu.mailgun.org", 587, "StartTls", null)]
    [InlineData("email-smtp.eu-west-1.amazonaws.com", 587, "StartTls", null)]
    public void Servers_beyond_the_configured_and_the_presets_are_not_tested(string host, int port, string security, string? field)
    {
        using var bench = new ProviderTestBench(4711);
        var errors = new List<FieldError>();

        var provider = TestTargets.Find(
            new ProviderTestRequest { Host = host, Port = port, Security = Enum.Parse<ProviderSecurity>(security) }, bench.Catalogue.All, errors);

        Assert.Equal(field, errors.SingleOrDefault()?.Field);
        Assert.Equal(field is null, provider is not null);
    }
}
