using System.Net;
using System.Text.Json;
using Azure.Storage.Queues;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Intake;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Operations;

/// <summary>A provider that rejects the login, seen by its tenants.</summary>
public sealed class OverviewTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string ReadKey = "ed_test_not_a_secret_that_may_only_read_0123456789ab";
    private const string OtherKey = "ed_test_not_a_secret_of_another_tenant_0123456789abc";
    private const string Email = """{"from":"a@example.com","to":"ann@customer.example","subject":"Hello","text":"Hello"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Outage_is_told_at_once_to_each_key_as_far_as_it_may_see_it()
    {
        await using var refusing = await SandboxServer.StartAsync(new SandboxServerOptions { Behaviour = SandboxBehaviour.AuthRefused }, Cancellation);
        refusing.On("AUTH", "535 5.7.8 Wrong password, said to ann@customer.example");
        await using var host = await StartAsync(refusing);
        using var client = new EmailClient(host);
        await AddPoisonAsync();
        foreach (var id in await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => client.SendAsync(Email, Cancellation))))
            await client.WaitForAsync(id, "deferred", Cancellation);

        var own = await OverviewAsync(host, host.ApiKey);
        var reader = await OverviewAsync(host, ReadKey);
        var other = await OverviewAsync(host, OtherKey);

        Assert.Equal(["no_provider", "emails_deferred", "poison_messages", "provider_paused"], Kinds(own));
        Assert.Empty(own.GetProperty("not_read").EnumerateArray());
        var paused = own.GetProperty("problems")[3];
        Assert.Equal("refusing is paused: the login is rejected", paused.GetProperty("title").GetString());
        Assert.Equal(("bad", "refusing", "#/providers", "docs/operations.md#provider-down"), (Text(paused, "severity"), Text(paused, "provider"), Text(paused, "link"), Text(paused, "docs")));
        Assert.Contains("535 5.7.8 Wrong password", Text(paused, "reply"), StringComparison.Ordinal);
        Assert.StartsWith("The provider refused the credentials. Check user name and secret", Text(paused, "hint"), StringComparison.Ordinal);
        var recent = own.GetProperty("recent");
        Assert.Equal((3, 3, 0d, true), (recent.GetProperty("emails").GetInt32(), recent.GetProperty("deferred").GetInt32(), recent.GetProperty("success_share").GetDouble(), recent.GetProperty("is_complete").GetBoolean()));

        Assert.Equal(["emails_deferred", "provider_failing"], Kinds(reader));
        Assert.Equal(["domains", "queues", "state of the providers", "webhooks"], reader.GetProperty("not_read").EnumerateArray().Select(part => Text(part, "part")));

        // The provider is shared, the emails are not: nothing that was said about them is shown.
        Assert.Equal(["no_provider", "provider_paused"], Kinds(other));
        Assert.Equal(JsonValueKind.Null, other.GetProperty("problems")[1].GetProperty("reply").ValueKind);
        Assert.Equal(Text(paused, "hint"), Text(other.GetProperty("problems")[1], "hint"));
        Assert.Equal(0, other.GetProperty("recent").GetProperty("emails").GetInt32());
        Assert.DoesNotContain("ann@customer.example", other.ToString(), StringComparison.Ordinal);
        Assert.Equal(["queues"], other.GetProperty("not_read").EnumerateArray().Select(part => Text(part, "part")));
    }

    [Fact]
    public async Task Parameter_is_refused_by_its_name()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(provider);
        using var client = new EmailClient(host);

        var (status, body) = await client.GetAsync("overview?minutes=60", Cancellation);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal("minutes", body.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    private static IEnumerable<string?> Kinds(JsonElement overview) => overview.GetProperty("problems").EnumerateArray().Select(problem => Text(problem, "kind"));

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static async Task<JsonElement> OverviewAsync(EmailHost host, string key)
    {
        using var client = new HttpClient { BaseAddress = host.BaseUrl, DefaultRequestHeaders = { Authorization = new("Bearer", key) } };
        using var answer = JsonDocument.Parse(await client.GetStringAsync(new Uri("overview", UriKind.Relative), Cancellation));
        return answer.RootElement.Clone();
    }

    private async Task AddPoisonAsync()
    {
        var client = new QueueClient(azurite.ConnectionString, QueueDrops.PoisonQueueName);
        await client.CreateIfNotExistsAsync(cancellationToken: Cancellation);
        await client.SendMessageAsync("not a drop", Cancellation);
    }

    private Task<EmailHost> StartAsync(SandboxServer provider) => EmailHost.StartAsync(
        new EmailHostSettings(
            azurite.ConnectionString, [new HostedProvider("refusing", provider.Host, provider.Port)],
            More: new Dictionary<string, string>
            {
                ["Providers__0__Username"] = "u",
                ["Providers__0__Secret"] = "s",
                ["Secrets__s"] = "not-a-secret",
                ["Access__Keys__1__Key"] = ReadKey,
                ["Access__Keys__1__Scopes__0"] = "read",
                ["Access__Keys__2__Key"] = OtherKey,
                ["Access__Keys__2__Tenant"] = "other",
            }),
        Cancellation);
}
