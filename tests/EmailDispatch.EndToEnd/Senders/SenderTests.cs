using System.Net;
using System.Text;
using System.Text.Json;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.EndToEnd.Webhooks;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Senders;

public sealed class SenderTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Defaults_are_sent_and_a_quota_outlives_the_host_and_is_told()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var receiver = await WebhookReceiver.StartAsync(Cancellation);
        string id;
        await using (var host = await StartAsync(provider))
        {
            using var client = new EmailClient(host);
            using var http = host.CreateClient();
            using var webhook = new StringContent(JsonSerializer.Serialize(new { endpoint = receiver.Url, events = (string[])["quota.warning"] }), Encoding.UTF8, "application/json");
            using var created = await http.PostAsync(new Uri("webhooks", UriKind.Relative), webhook, Cancellation);
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);
            id = await client.SendAsync(Email, Cancellation);
            await client.WaitForAsync(id, "sent", Cancellation);
            await host.StopAsync(Cancellation);
        }

        await using var next = await StartAsync(provider);
        using var again = new EmailClient(next);
        using var caller = next.CreateClient();
        await again.SendAsync(Email, Cancellation);
        using var content = new StringContent(Email, Encoding.UTF8, "application/json");
        using var refused = await caller.PostAsync(new Uri("emails", UriKind.Relative), content, Cancellation);
        var told = Assert.Single(await receiver.WaitForAsync(1, Cancellation));

        var sent = (await provider.Inbox.WaitForCountAsync(2, cancellationToken: Cancellation))[0];
        Assert.Contains("From: Acme <news@acme.test>", Encoding.UTF8.GetString(sent.Content.ToArray()), StringComparison.Ordinal);
        Assert.Equal("shop", (await again.EmailAsync(id, Cancellation)).GetProperty("tags")[0].GetProperty("value").GetString());
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        Assert.Contains("\"daily_quota_exceeded\"", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(("quota.warning", "default", "day", 2, 0), (
            told.Type, told.Data.GetProperty("tenant").GetString(), told.Data.GetProperty("period").GetString(), told.Data.GetProperty("limit").GetInt32(), told.Data.GetProperty("left").GetInt32()));
    }

    private const string Email = """{"to":"ann@example.com","subject":"s","text":"t"}""";

    private Task<EmailHost> StartAsync(SandboxServer provider) => EmailHost.StartAsync(
        new EmailHostSettings(azurite.ConnectionString, [new HostedProvider("primary", "127.0.0.1", provider.Port)], More: new Dictionary<string, string>
        {
            ["Senders__0__From"] = "Acme <news@acme.test>",
            ["Senders__0__Tags"] = "app:shop",
            ["Senders__0__PerDay"] = "2",
            ["Webhooks__AllowPrivateAddresses"] = "true",
        }),
        Cancellation);
}
