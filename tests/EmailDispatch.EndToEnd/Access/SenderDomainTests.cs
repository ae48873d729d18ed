using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Access;

/// <summary>A key that may send only from some domains can see emails from other domains but cannot change them.</summary>
public sealed class SenderDomainTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Restricted = "ed_test_not_a_secret_restricted_0123456789";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Emails_of_other_domains_are_neither_canceled_nor_moved_nor_retried()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await EmailHost.StartAsync(
            new EmailHostSettings(azurite.ConnectionString, [new HostedProvider("sandbox", provider.Host, provider.Port)], More: new Dictionary<string, string>
            {
                ["Access__Keys__1__Key"] = Restricted,
                ["Access__Keys__1__FromDomains"] = "other.example",
            }),
            Cancellation);
        using var owner = new EmailClient(host);
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Restricted);
        var began = TimeProvider.System.GetUtcNow().AddMinutes(-5);
        var scheduled = await owner.SendAsync(Email("a@example.com", "b@example.com", scheduled: true), Cancellation);
        var bounced = await owner.SendAsync(Email("a@example.com", "bounce@example.com"), Cancellation);
        var own = await owner.SendAsync(Email("a@other.example", "b@example.com", scheduled: true), Cancellation);
        await owner.WaitForAsync(bounced, "bounced", Cancellation);

        var time = $$"""{"scheduled_at":"{{TimeProvider.System.GetUtcNow().AddHours(2):O}}"}""";
        var refused = new[]
        {
            await SendAsync(client, HttpMethod.Post, $"emails/{scheduled}/cancel"),
            await SendAsync(client, HttpMethod.Patch, $"emails/{scheduled}", time),
            await SendAsync(client, HttpMethod.Post, $"emails/{bounced}/retry"),
        };
        var bulk = await SendAsync(client, HttpMethod.Post, "emails/retry", $$"""{"status":"bounced","from":"{{began:O}}"}""");
        var read = await SendAsync(client, HttpMethod.Get, $"emails/{scheduled}");
        var moved = await SendAsync(client, HttpMethod.Patch, $"emails/{own}", time);
        var canceled = await SendAsync(client, HttpMethod.Post, $"emails/{own}/cancel");

        Assert.All(refused, answer => Assert.Equal((HttpStatusCode.Forbidden, "restricted_api_key"), (answer.Status, answer.Body.GetProperty("name").GetString())));
        Assert.Equal((HttpStatusCode.OK, 0), (bulk.Status, bulk.Body.GetProperty("retried").GetInt32()));
        Assert.Equal((HttpStatusCode.OK, "scheduled"), (read.Status, read.Body.GetProperty("status").GetString()));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (moved.Status, canceled.Status));
        Assert.Equal("bounced", (await owner.EmailAsync(bounced, Cancellation)).GetProperty("status").GetString());
    }

    private static string Email(string from, string to, bool scheduled = false)
    {
        var at = scheduled ? $",\"scheduled_at\":\"{TimeProvider.System.GetUtcNow().AddHours(1):O}\"" : "";
        return $$"""{"from":"{{from}}","to":"{{to}}","subject":"s","text":"t"{{at}}}""";
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpClient client, HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request, Cancellation);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement);
    }
}
