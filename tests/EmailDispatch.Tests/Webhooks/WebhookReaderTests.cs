using System.Text;
using EmailDispatch.Webhooks;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Tests.Webhooks;

public sealed class WebhookReaderTests
{
    [Theory]
    [InlineData("""{"endpoint":"https://example.com/hook?a=b","events":["email.sent"]}""")]
    [InlineData("""{"endpoint":"https://example.com","events":["email.sent","provider.paused"]}""")]
    public void Webhook_is_read(string json) => Assert.NotNull(Read(json).Request);

    [Theory]
    [InlineData("""{"endpoint":"http://example.com","events":["email.sent"]}""", "endpoint")]
    [InlineData("""{"endpoint":"ftp://example.com","events":["email.sent"]}""", "endpoint")]
    [InlineData("""{"endpoint":"/hook","events":["email.sent"]}""", "endpoint")]
    [InlineData("""{"endpoint":"https://user:password@example.com","events":["email.sent"]}""", "endpoint")]
    [InlineData("""{"endpoint":"https://127.0.0.1/","events":["email.sent"]}""", "endpoint")]
    [InlineData("""{"endpoint":"https://2130706433/","events":["email.sent"]}""", "endpoint")]
    [InlineData("""{"endpoint":"https://[::1]/","events":["email.sent"]}""", "endpoint")]
    [InlineData("""{"endpoint":"https://[64:ff9b::a00:1]/","events":["email.sent"]}""", "endpoint")]
    [InlineData("""{"endpoint":"https://example.com/\r\nX: y","events":["email.sent"]}""", "endpoint")]
    [InlineData("""{"endpoint":"https://example.com","events":[]}""", "events")]
    [InlineData("""{"endpoint":"https://example.com","events":["email.opened"]}""", "events[0]")]
    [InlineData("""{"endpoint":"https://example.com","events":"email.sent"}""", "events")]
    [InlineData("""{"endpoint":"https://example.com"}""", "events")]
    [InlineData("""{"endpoint":"https://example.com","events":["email.sent"],"status":"enabled"}""", "status")]
    public void Wrong_webhook_is_refused_at_its_field(string json, string field) => Assert.Equal(field, Assert.Single(Read(json).Errors).Field);

    [Fact]
    public void Url_is_bounded() =>
        Assert.Equal("endpoint", Assert.Single(Read($$"""{"endpoint":"https://example.com/{{new string('a', WebhookReader.MaxUrlLength)}}","events":["email.sent"]}""").Errors).Field);

    [Fact]
    public void Events_of_the_deployment_are_for_its_operator_only() =>
        Assert.Equal("events[0]", Assert.Single(Read("""{"endpoint":"https://example.com","events":["provider.paused"]}""", "acme").Errors).Field);

    [Fact]
    public void Development_machine_may_use_its_own_address()
    {
        var reader = new WebhookReader(Options.Create(new WebhookOptions { AllowPrivateAddresses = true }));

        Assert.NotNull(reader.Read("default", Encoding.UTF8.GetBytes("""{"endpoint":"http://127.0.0.1:3000/","events":["email.sent"]}""")).Request);
    }

    private static EmailDispatch.Emails.ReadResult<WebhookRequest> Read(string json, string tenant = "default") =>
        new WebhookReader(Options.Create(new WebhookOptions())).Read(tenant, Encoding.UTF8.GetBytes(json));
}
