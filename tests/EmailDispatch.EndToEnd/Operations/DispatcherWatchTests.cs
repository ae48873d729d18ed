using System.Net;
using System.Text.Json;
using Azure.Storage.Queues;
using EmailDispatch.Emails;
using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.EndToEnd.Usage;
using EmailDispatch.Intake;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Operations;

public sealed class DispatcherWatchTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Email = """{"from":"a@example.com","to":"b@example.com","subject":"Hello","text":"Hello"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operator_sees_queues_age_poison_and_breakers_and_others_only_whether_it_works()
    {
        await using var refusing = await SandboxServer.StartAsync(new SandboxServerOptions { Behaviour = SandboxBehaviour.AuthRefused }, Cancellation);
        await using var host = await StartAsync(refusing);
        using var client = new EmailClient(host);
        await AddAsync(QueueDrops.PoisonQueueName, "not a drop");
        var id = await client.SendAsync(Email, Cancellation);
        await client.WaitForAsync(id, "deferred", Cancellation);

        // The next message is added before the received one is deleted.
        var health = await Eventually.GetAsync(
            async () => (await client.GetAsync("health", Cancellation)).Body,
            found => found.GetProperty("queues").GetProperty(DispatchQueue.QueueName).GetInt32() == 1,
            Cancellation);
        using var anonymous = new HttpClient { BaseAddress = host.BaseUrl };
        var bare = await anonymous.GetStringAsync(new Uri("health", UriKind.Relative), Cancellation);

        Assert.Equal("""{"status":"ok"}""", bare);
        Assert.Equal("ok", health.GetProperty("status").GetString());
        Assert.Equal(1, health.GetProperty("poison").GetInt32());
        Assert.Equal(1, health.GetProperty("queues").GetProperty(DispatchQueue.QueueName).GetInt32());
        Assert.Equal(1, health.GetProperty("queues").GetProperty(QueueDrops.PoisonQueueName).GetInt32());
        Assert.Equal("open", health.GetProperty("breakers").GetProperty("refusing").GetString());

        // Deferred by at least a minute: it waits on schedule, not because of a backlog.
        Assert.Equal(0, health.GetProperty("oldest_seconds").GetDouble());
    }

    [Fact]
    public async Task Operator_sees_emails_that_nobody_works_on_until_they_have_ended()
    {
        await using var provider = await SandboxServer.StartAsync(new SandboxServerOptions(), Cancellation);
        await using var host = await StartAsync(provider);
        using var client = new EmailClient(host);
        var instance = await new UsageInstance(azurite, TimeProvider.System).PrepareAsync(Cancellation);
        var row = await DieAsync(instance);

        await instance.Aggregator.RunAsync(Cancellation);
        var stale = (await client.GetAsync("health", Cancellation)).Body;
        Assert.NotNull(await instance.Status.TryRecordAsync(row with { Status = EmailStatus.Failed }, Cancellation));
        await instance.Aggregator.RunAsync(Cancellation);
        var healed = (await client.GetAsync("health", Cancellation)).Body;

        Assert.Equal(1, stale.GetProperty("stale").GetInt32());
        Assert.Equal(0, healed.GetProperty("stale").GetInt32());
        Assert.Equal(1, stale.GetProperty("unfinished").GetInt32() - healed.GetProperty("unfinished").GetInt32());
    }

    [Fact]
    public async Task Key_that_is_not_known_is_refused_here_too()
    {
        await using var provider = await SandboxServer.StartAsync(new SandboxServerOptions(), Cancellation);
        await using var host = await StartAsync(provider);
        using var client = new HttpClient { BaseAddress = host.BaseUrl, DefaultRequestHeaders = { { "Authorization", "Bearer ed_nobodys_key_0123456789" } } };

        using var response = await client.GetAsync(new Uri("health", UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        using var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("invalid_api_key", error.RootElement.GetProperty("name").GetString());
    }

    /// <summary>Creates an email of another tenant, two hours old, whose only attempt died.</summary>
    private static async Task<EmailRow> DieAsync(UsageInstance instance)
    {
        var accepted = TimeProvider.System.GetUtcNow().AddHours(-2);
        var row = await instance.Status.InsertAsync(
            new EmailRow
            {
                Id = EmailId.New(new FixedTime { Now = accepted }),
                Tenant = "other",
                Status = EmailStatus.Queued,
                From = "a@example.com",
                Subject = "Hello",
                Recipients = [new Recipient("b@example.com", RecipientKind.To, EmailStatus.Queued)],
            },
            Cancellation);
        var claimed = await instance.Status.TryClaimAsync(row.Tenant, row.Id, row.ETag, 1, new Lease("died", accepted.AddMinutes(5)), Cancellation);
        return row with { ETag = claimed!.Value };
    }

    private async Task AddAsync(string queue, string text)
    {
        var client = new QueueClient(azurite.ConnectionString, queue);
        await client.CreateIfNotExistsAsync(cancellationToken: Cancellation);
        await client.SendMessageAsync(text, Cancellation);
    }

    private Task<EmailHost> StartAsync(SandboxServer provider) => EmailHost.StartAsync(
        new EmailHostSettings(
            azurite.ConnectionString, [new HostedProvider("refusing", provider.Host, provider.Port)],
            More: new Dictionary<string, string> { ["Providers__0__Username"] = "u", ["Providers__0__Secret"] = "s", ["Secrets__s"] = "not-a-secret" }),
        Cancellation);
}
