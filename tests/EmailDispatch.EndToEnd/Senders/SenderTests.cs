using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Storage.Queues;
using EmailDispatch.EndToEnd.Drops;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.EndToEnd.SmtpDoor;
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
        var overview = await Eventually.GetAsync(async () => (await again.GetAsync("overview", Cancellation)).Body, answer => answer.GetProperty("quotas")[0].GetProperty("used").GetInt32() == 2, Cancellation);
        var problem = Assert.Single(overview.GetProperty("problems").EnumerateArray());

        var sent = (await provider.Inbox.WaitForCountAsync(2, cancellationToken: Cancellation))[0];
        Assert.Contains("From: Acme <news@acme.test>", Encoding.UTF8.GetString(sent.Content.ToArray()), StringComparison.Ordinal);
        Assert.Equal("shop", (await again.EmailAsync(id, Cancellation)).GetProperty("tags")[0].GetProperty("value").GetString());
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        Assert.Contains("\"daily_quota_exceeded\"", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(("sending_quota", "bad", "This tenant has sent its 2 emails per day", "docs/operations.md#sending-quota", "#/usage"), (
            Text(problem, "kind"), Text(problem, "severity"), Text(problem, "title"), Text(problem, "docs"), Text(problem, "link")));
        Assert.Equal(("quota.warning", "default", "day", 2, 0), (
            told.Type, told.Data.GetProperty("tenant").GetString(), told.Data.GetProperty("period").GetString(), told.Data.GetProperty("limit").GetInt32(), told.Data.GetProperty("left").GetInt32()));
    }

    [Fact]
    public async Task Email_over_smtp_and_a_drop_wait_while_the_quota_is_used_up()
    {
        await using var storage = await Azurite.StartAsync(cancellationToken: Cancellation);
        await using var door = await DoorHost.StartAsync(storage.ConnectionString, null, Cancellation, ("Senders__0__PerMonth", "1"));
        using var client = new EmailClient(door.Host);
        var (_, accepted) = await client.PostAsync("""{"from":"hi@acme.test","to":"ann@example.com","subject":"s","text":"t"}""", Cancellation);
        Assert.True(accepted.TryGetProperty("id", out var id), accepted.GetRawText());

        using var session = await RawSession.OpenAsync(door, door.Host.ApiKey);
        await DoorReplyTests.OpenMessageAsync(session);
        await session.SendAsync("From: hi@acme.test\r\nSubject: over\r\n\r\ntext\r\n.\r\n");
        var reply = await session.ReadAsync();
        var drop = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        await Dropper.DropAsync(storage, $$"""{"id":"{{drop}}","from":"hi@acme.test","to":"ann@example.com","subject":"dropped","text":"t"}""");
        await Eventually.GetAsync(() => Task.FromResult(door.Host.Output), output => output.Contains($"{drop}", StringComparison.Ordinal), Cancellation);

        // It came back to its queue, hidden, and has no row.
        var drops = new QueueClient(storage.ConnectionString, "email-submissions");
        await Eventually.GetAsync(async () => (await drops.GetPropertiesAsync(Cancellation)).Value.ApproximateMessagesCount, count => count == 1, Cancellation);
        Assert.Null((await drops.ReceiveMessageAsync(cancellationToken: Cancellation)).Value);
        var (list, emails) = await client.GetAsync("emails", Cancellation);
        Assert.Equal((HttpStatusCode.OK, id.GetString()), (list, Assert.Single(emails.GetProperty("data").EnumerateArray()).GetProperty("id").GetString()));
        Assert.Equal("451 4.7.1 This account may send 1 email per month (UTC), and there are not as many left; nothing was accepted.\r\n", reply);
        Assert.StartsWith("250 2.0.0 ", await session.SayAsync("NOOP"), StringComparison.Ordinal);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private const string Email = """{"to":"ann@example.com","subject":"s","text":"t"}""";

    private Task<EmailHost> StartAsync(SandboxServer provider) => EmailHost.StartAsync(
        new EmailHostSettings(azurite.ConnectionString, [new HostedProvider("primary", "127.0.0.1", provider.Port)], More: new Dictionary<string, string>
        {
            ["Senders__0__From"] = "Acme <news@acme.test>",
            ["Senders__0__Tags"] = "app:shop",
            ["Senders__0__PerDay"] = "2",
            ["Webhooks__AllowPrivateAddresses"] = "true",
            ["LocalHost__Timers__DeliverWebhooks"] = "* * * * * *",
        }),
        Cancellation);
}
