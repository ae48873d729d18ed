using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Access;

/// <summary>A staging deployment: test addresses, and keys that may send only to certain recipients.</summary>
public sealed class StagingKeyTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Listed = "ed_test_not_a_secret_listed_0123456789";
    private const string Redirected = "ed_test_not_a_secret_redirected_0123456789";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_reach_nobody_else_by_sending_retrying_and_testing()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(provider);
        using var owner = new EmailClient(host);
        using var listed = Client(host, Listed);
        using var redirected = Client(host, Redirected);
        var began = TimeProvider.System.GetUtcNow().AddMinutes(-5);
        var bounced = await owner.SendAsync(Email("bounce@customer.example"), Cancellation);
        var scheduled = await owner.SendAsync(Email("one@customer.example", $",\"scheduled_at\":\"{TimeProvider.System.GetUtcNow().AddHours(1):O}\""), Cancellation);
        await owner.WaitForAsync(bounced, "bounced", Cancellation);
        provider.Inbox.Clear();

        var refused = await SendAsync(listed, HttpMethod.Post, "emails", Email("one@customer.example"));
        var refusals = new List<(HttpStatusCode Status, JsonElement Body)> { refused };
        foreach (var client in (HttpClient[])[listed, redirected])
        {
            refusals.Add(await SendAsync(client, HttpMethod.Post, $"emails/{bounced}/retry"));
            refusals.Add(await SendAsync(client, HttpMethod.Post, $"emails/{scheduled}/cancel"));
            refusals.Add(await SendAsync(client, HttpMethod.Post, "providers/sandbox/test", """{"from":"a@example.com","to":"one@customer.example"}"""));
            var bulk = await SendAsync(client, HttpMethod.Post, "emails/retry", $$"""{"status":"bounced","from":"{{began:O}}"}""");
            Assert.Equal((HttpStatusCode.OK, 0), (bulk.Status, bulk.Body.GetProperty("retried").GetInt32()));
        }

        var issued = await SendAsync(redirected, HttpMethod.Post, "api-keys", """{"name":"another"}""");
        var allowed = await SendAsync(listed, HttpMethod.Post, "emails", Email("any@qa.example"));
        var meant = await SendAsync(redirected, HttpMethod.Post, "emails", Email("one@customer.example", ",\"cc\":\"two@customer.example\",\"bcc\":\"secret@customer.example\""));
        using var another = Client(host, issued.Body.GetProperty("token").GetString()!);
        var alsoMeant = await SendAsync(another, HttpMethod.Post, "emails", Email("three@customer.example"));
        foreach (var answer in (JsonElement[])[allowed.Body, meant.Body, alsoMeant.Body])
            await owner.WaitForAsync(answer.GetProperty("id").GetString()!, "sent", Cancellation);
        var email = await owner.EmailAsync(meant.Body.GetProperty("id").GetString()!, Cancellation);

        Assert.All(refusals, answer => Assert.Equal((HttpStatusCode.Forbidden, "restricted_api_key"), (answer.Status, answer.Body.GetProperty("name").GetString())));
        Assert.Equal("to[0]", refused.Body.GetProperty("errors")[0].GetProperty("field").GetString());
        Assert.Equal("qa@acme.example", issued.Body.GetProperty("redirect_to").GetString());
        Assert.Equal(["any@qa.example", "qa@acme.example", "qa@acme.example"], provider.Inbox.After().SelectMany(e => e.AcceptedRecipients).Order(StringComparer.Ordinal));
        Assert.Equal(["one@customer.example", "two@customer.example"], email.GetProperty("original_to").EnumerateArray().Select(a => a.GetString()));
        var message = provider.Inbox.After().Single(e => e.ContentText.Contains("one@customer.example", StringComparison.Ordinal)).ContentText;
        Assert.Contains("X-Original-To: one@customer.example, two@customer.example\r\n", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret@customer.example", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_of_test_addresses_is_simulated_once_however_often_it_is_repeated()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(provider);
        using var owner = new EmailClient(host);
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
        var batch = $"[{Email("bounced@test.acme.example")},{Email("account-suspended@test.acme.example")},{Email("real@customer.example")}]";

        var first = await SendAsync(client, HttpMethod.Post, "emails/batch", batch);
        var second = await SendAsync(client, HttpMethod.Post, "emails/batch", batch);
        var ids = first.Body.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("id").GetString()!).ToList();
        await owner.WaitForAsync(ids[0], "bounced", Cancellation);
        var suspended = await owner.WaitForAsync(ids[1], "sent", Cancellation);
        await owner.WaitForAsync(ids[2], "sent", Cancellation);
        var (_, list) = await owner.GetAsync("emails?provider=(test-backup)", Cancellation);
        var (_, providers) = await owner.GetAsync("providers", Cancellation);
        var (_, suppressions) = await owner.GetAsync("suppressions", Cancellation);
        var (tested, refusal) = await SendAsync(client, HttpMethod.Post, "providers/sandbox/test", """{"from":"a@example.com","to":"bounced@test.acme.example"}""");

        Assert.Equal(first.Body.GetRawText(), second.Body.GetRawText());
        Assert.Equal(["(test)", "(test-backup)"], suspended.GetProperty("attempts").EnumerateArray().Select(a => a.GetProperty("provider").GetString()));
        Assert.Equal([ids[1]], list.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("id").GetString()));
        Assert.Equal("closed", Assert.Single(providers.GetProperty("data").EnumerateArray()).GetProperty("breaker").GetProperty("state").GetString());
        Assert.DoesNotContain("test.acme.example", suppressions.GetRawText(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "to"), (tested, refusal.GetProperty("errors")[0].GetProperty("field").GetString()));
        Assert.Equal(["real@customer.example"], provider.Inbox.After().SelectMany(e => e.Recipients.Select(r => r.Address)));
    }

    private Task<EmailHost> StartAsync(SandboxServer provider) => EmailHost.StartAsync(
        new EmailHostSettings(azurite.ConnectionString, [new HostedProvider("sandbox", provider.Host, provider.Port)], More: new Dictionary<string, string>
        {
            ["TestAddresses__Domain"] = "test.acme.example",
            ["Access__Keys__1__Key"] = Listed,
            ["Access__Keys__1__DeliverOnlyTo"] = "qa.example, qa@acme.example",
            ["Access__Keys__2__Key"] = Redirected,
            ["Access__Keys__2__RedirectTo"] = "qa@acme.example",
        }),
        Cancellation);

    private static HttpClient Client(EmailHost host, string key)
    {
        var client = host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private static string Email(string to, string more = "") => $$"""{"from":"a@example.com","to":"{{to}}","subject":"s","text":"t"{{more}}}""";

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpClient client, HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request, Cancellation);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement);
    }
}
