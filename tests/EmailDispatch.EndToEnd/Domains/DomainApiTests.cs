using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Domains;

/// <summary>A domain over HTTP: added, published, checked, lost again, removed; each tenant separately.</summary>
public sealed class DomainApiTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Stranger = "ed_test_not_a_secret_stranger_0123456789";
    private const string Restricted = "ed_test_not_a_secret_restricted_0123456789";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Domain_is_verified_when_its_records_are_published_and_lost_when_they_go()
    {
        await using var dns = new LoopbackDns([]);
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(provider, dns);
        using var client = Client(host, host.ApiKey);

        var added = await SendAsync(client, HttpMethod.Post, "domains", """{"name":"Good.test"}""");
        var id = added.Body.GetProperty("id").GetString();
        var before = await SendAsync(client, HttpMethod.Post, $"domains/{id}/verify");
        var unaligned = await SendAsync(client, HttpMethod.Post, "emails", """{"from":"a@good.test","to":"b@example.com","subject":"s","text":"t"}""");
        dns.Replace(Zone.Records);
        var after = await Eventually.GetAsync(() => SendAsync(client, HttpMethod.Post, $"domains/{id}/verify"), answer => StatusOf(answer) == "verified", Cancellation);
        var again = await SendAsync(client, HttpMethod.Post, "domains", """{"name":"good.test"}""");
        var list = await SendAsync(client, HttpMethod.Get, "domains");
        dns.Replace();
        await SendAsync(client, HttpMethod.Delete, $"domains/{id}");
        var gone = await SendAsync(client, HttpMethod.Get, $"domains/{id}");

        Assert.Equal((HttpStatusCode.Created, "good.test", "pending"), (added.Status, added.Body.GetProperty("name").GetString(), StatusOf(added)));
        Assert.Contains(added.Body.GetProperty("records").EnumerateArray(), record => record.GetProperty("value").GetString() == "v=spf1 include:_spf.google.com ~all");
        Assert.Equal("pending", StatusOf(before));
        Assert.Equal("fail", before.Body.GetProperty("alignment")[0].GetProperty("dmarc").GetString());
        Assert.Contains(unaligned.Body.GetProperty("advice").EnumerateArray(), advice => advice.GetProperty("code").GetString() == "unaligned_provider");
        Assert.Equal("pass", after.Body.GetProperty("alignment")[0].GetProperty("dmarc").GetString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
        Assert.Contains(id, list.Body.GetProperty("data").EnumerateArray().Select(domain => domain.GetProperty("id").GetString()));
        Assert.Equal((HttpStatusCode.NotFound, "not_found"), (gone.Status, gone.Body.GetProperty("name").GetString()));
        Assert.Contains("The domain good.test of default is verified", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_of_other_domains_or_another_tenant_reaches_none()
    {
        await using var dns = new LoopbackDns(Zone.Records);
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(provider, dns);
        using var owner = Client(host, host.ApiKey);
        var id = (await SendAsync(owner, HttpMethod.Post, "domains", """{"name":"two-spf.test"}""")).Body.GetProperty("id").GetString();

        foreach (var key in (string[])[Stranger, Restricted])
        {
            using var client = Client(host, key);
            var list = await SendAsync(client, HttpMethod.Get, "domains");
            HttpStatusCode[] refused =
            [
                (await SendAsync(client, HttpMethod.Get, $"domains/{id}")).Status,
                (await SendAsync(client, HttpMethod.Patch, $"domains/{id}", """{"custom_return_path":"x"}""")).Status,
                (await SendAsync(client, HttpMethod.Post, $"domains/{id}/verify")).Status,
                (await SendAsync(client, HttpMethod.Delete, $"domains/{id}")).Status,
            ];

            Assert.Empty(list.Body.GetProperty("data").EnumerateArray());
            Assert.All(refused, status => Assert.Equal(HttpStatusCode.NotFound, status));
        }

        using var restricted = Client(host, Restricted);
        var other = await SendAsync(restricted, HttpMethod.Post, "domains", """{"name":"good.test"}""");
        var own = await SendAsync(restricted, HttpMethod.Post, "domains", """{"name":"other.example"}""");
        var kept = await SendAsync(owner, HttpMethod.Get, $"domains/{id}");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Created), (other.Status, own.Status));
        Assert.Equal(JsonValueKind.Null, kept.Body.GetProperty("custom_return_path").ValueKind);
    }

    [Fact]
    public async Task Changed_return_path_and_selectors_change_the_records()
    {
        await using var dns = new LoopbackDns(Zone.Records);
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(provider, dns);
        using var client = Client(host, host.ApiKey);
        var id = (await SendAsync(client, HttpMethod.Post, "domains", """{"name":"changed.example"}""")).Body.GetProperty("id").GetString();

        var changed = await SendAsync(client, HttpMethod.Patch, $"domains/{id}", """{"custom_return_path":"bounce","providers":{"mail":{"dkim_selectors":["abc"]}}}""");
        var read = await SendAsync(client, HttpMethod.Get, $"domains/{id}");

        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.Equal(["@", "bounce", "_dmarc", "abc._domainkey"], read.Body.GetProperty("records").EnumerateArray().Select(record => record.GetProperty("name").GetString()));
    }

    private Task<EmailHost> StartAsync(SandboxServer provider, LoopbackDns dns) => EmailHost.StartAsync(
        new EmailHostSettings(azurite.ConnectionString, [new HostedProvider("mail", provider.Host, provider.Port)], More: new Dictionary<string, string>
        {
            ["Providers__0__Preset"] = "Gmail",
            ["Providers__0__Username"] = "a@example.com",
            ["Providers__0__Secret"] = "mail",
            ["Secrets__mail"] = "not a secret",
            ["Domains__Resolver"] = dns.Address,
            ["Access__Keys__1__Key"] = Stranger,
            ["Access__Keys__1__Tenant"] = "stranger",
            ["Access__Keys__2__Key"] = Restricted,
            ["Access__Keys__2__FromDomains"] = "other.example",
        }),
        Cancellation);

    private static HttpClient Client(EmailHost host, string key)
    {
        var client = host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private static string? StatusOf((HttpStatusCode Status, JsonElement Body) answer) => answer.Body.GetProperty("status").GetString();

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpClient client, HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json") };
        using var answer = await client.SendAsync(request, Cancellation);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement);
    }
}
