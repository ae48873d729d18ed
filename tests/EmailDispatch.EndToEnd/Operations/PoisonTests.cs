using System.Text.Json;
using Azure.Storage.Queues;
using EmailDispatch.EndToEnd.Contract;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Events;
using EmailDispatch.Intake;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Operations;

/// <summary>Poison messages by the API of a running host. Its timers are off, so only the requests change the queues.</summary>
public sealed class PoisonTests(Azurite azurite) : IClassFixture<Azurite>, IAsyncLifetime
{
    private const string OtherKey = "ed_test_not_a_secret_of_another_tenant_0123456789abc";
    private const string ReadKey = "ed_test_not_a_secret_that_may_only_read_0123456789ab";
    private const string Drop = """{"from":"a@example.com","to":"b@example.com","bcc":["hidden@example.com"],"subject":"Dropped","text":"A body that nobody else reads"}""";

    private SandboxServer _provider = null!;
    private EmailHost _host = null!;
    private HttpClient _operator = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        _host = await EmailHost.StartAsync(
            new EmailHostSettings(azurite.ConnectionString, [new HostedProvider("primary", _provider.Host, _provider.Port)], More: new Dictionary<string, string>
            {
                ["Access__Keys__1__Key"] = OtherKey,
                ["Access__Keys__1__Tenant"] = "other",
                ["Access__Keys__2__Key"] = ReadKey,
                ["Access__Keys__2__Scopes__0"] = "read",
                ["LocalHost__Timers__WatchDispatcher"] = "0 0 0 1 1 *",
                ["LocalHost__Timers__AggregateUsage"] = "0 0 0 1 1 *",
            }),
            Cancellation);
        _operator = _host.CreateClient();
        foreach (var queue in (string[])[DispatchQueue.PoisonQueueName, QueueDrops.PoisonQueueName, EventQueue.PoisonQueueName])
            await Queue(queue).ClearMessagesAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _operator.Dispose();
        await _host.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task Requeued_drop_is_sent_and_the_others_stay_visible()
    {
        var first = await PutAsync(QueueDrops.PoisonQueueName, "not JSON");
        var drop = await PutAsync(QueueDrops.PoisonQueueName, Drop);
        var last = await PutAsync(QueueDrops.PoisonQueueName, "not JSON either");

        var answer = await SendAsync("POST", $"poison/{QueueDrops.PoisonQueueName}/{drop}/requeue");

        Assert.Equal((200, "requeued"), (answer.Status, answer.Body.GetProperty("change").GetString()));
        var sent = Assert.Single(await _provider.Inbox.WaitForCountAsync(1, cancellationToken: Cancellation));
        Assert.Contains("b@example.com", sent.Recipients.Select(recipient => recipient.Address));
        Assert.Equal(((string[])[first, last]).Order(), (await VisibleAsync(QueueDrops.PoisonQueueName)).Order());
        Assert.Contains("2305", _host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleted_message_is_gone_and_the_others_stay_visible()
    {
        var first = await PutAsync(EventQueue.PoisonQueueName, "{");
        var second = await PutAsync(EventQueue.PoisonQueueName, "{}");

        var answer = await SendAsync("DELETE", $"poison/{EventQueue.PoisonQueueName}/{first}");
        var again = await SendAsync("DELETE", $"poison/{EventQueue.PoisonQueueName}/{first}");

        Assert.Equal((200, "deleted", 404), (answer.Status, answer.Body.GetProperty("change").GetString(), again.Status));
        Assert.Equal([second], await VisibleAsync(EventQueue.PoisonQueueName));
    }

    [Theory]
    [InlineData(DispatchQueue.PoisonQueueName, "not JSON")]
    [InlineData(DispatchQueue.PoisonQueueName, """{"v":99,"id":"0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061","tenant":"default"}""")]
    [InlineData(QueueDrops.PoisonQueueName, "not JSON")]
    [InlineData(EventQueue.PoisonQueueName, """{"v":1}""")]
    public async Task Message_that_cannot_be_read_says_why_and_is_not_requeued(string queue, string text)
    {
        var id = await PutAsync(queue, text);

        var listed = (await SendAsync("GET", "poison")).Body;
        var answer = await SendAsync("POST", $"poison/{queue}/{id}/requeue");

        Assert.NotEmpty(Assert.Single(listed.GetProperty("data").EnumerateArray()).GetProperty("reason").GetString()!);
        Assert.Equal((409, "invalid_state"), (answer.Status, answer.Body.GetProperty("name").GetString()));
        Assert.Equal([id], await VisibleAsync(queue));
    }

    [Fact]
    public async Task Message_is_shown_without_bodies_and_blind_copies()
    {
        var id = await PutAsync(QueueDrops.PoisonQueueName, Drop);

        var list = await SendAsync("GET", "poison");
        var message = await SendAsync("GET", $"poison/{QueueDrops.PoisonQueueName}/{id}");

        Assert.DoesNotContain("content", list.Text, StringComparison.Ordinal);
        Assert.Contains("b@example.com", message.Body.GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("nobody else", message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden@example.com", message.Text, StringComparison.Ordinal);
        Assert.Equal(("default", Drop.Length), (message.Body.GetProperty("tenant").GetString(), message.Body.GetProperty("size").GetInt32()));
    }

    [Fact]
    public async Task List_has_the_first_messages_and_the_number_of_all()
    {
        for (var n = 0; n < 33; n++)
            await PutAsync(EventQueue.PoisonQueueName, "{");

        var list = (await SendAsync("GET", "poison")).Body;

        var queue = list.GetProperty("queues").EnumerateArray().Single(found => found.GetProperty("name").GetString() == EventQueue.PoisonQueueName);
        Assert.Equal((33, 32), (queue.GetProperty("approximate_count").GetInt32(), queue.GetProperty("listed").GetInt32()));
        Assert.Equal((true, 32), (list.GetProperty("has_more").GetBoolean(), list.GetProperty("data").GetArrayLength()));
        Assert.Equal(33, (await SendAsync("GET", "health")).Body.GetProperty("poison").GetInt32());
    }

    [Fact]
    public async Task Message_behind_many_others_is_found_and_the_others_are_visible_afterwards()
    {
        for (var n = 0; n < 40; n++)
            await PutAsync(EventQueue.PoisonQueueName, "{");
        var last = await PutAsync(EventQueue.PoisonQueueName, "{");

        var answer = await SendAsync("DELETE", $"poison/{EventQueue.PoisonQueueName}/{last}");
        var received = (await Queue(EventQueue.PoisonQueueName).ReceiveMessagesAsync(32, cancellationToken: Cancellation)).Value.Length
            + (await Queue(EventQueue.PoisonQueueName).ReceiveMessagesAsync(32, cancellationToken: Cancellation)).Value.Length;

        Assert.Equal((200, 40), (answer.Status, received));
    }

    [Theory]
    [InlineData(OtherKey, "restricted_api_key", "only the operator's key")]
    [InlineData(ReadKey, "restricted_api_key", "scope admin")]
    public async Task Other_keys_neither_see_nor_change_messages(string key, string name, string reason)
    {
        var id = await PutAsync(EventQueue.PoisonQueueName, "{");
        using var other = new HttpClient { BaseAddress = _host.BaseUrl, DefaultRequestHeaders = { Authorization = new("Bearer", key) } };
        var path = $"poison/{EventQueue.PoisonQueueName}/{id}";

        foreach (var (method, target) in ((string, string)[])[("GET", "poison"), ("GET", path), ("POST", $"{path}/requeue"), ("DELETE", path)])
        {
            var answer = await TenantFixture.SendAsync(other, method, target);

            Assert.Equal((403, name), (answer.Status, answer.Body.GetProperty("name").GetString()));
            Assert.Contains(reason, answer.Text, StringComparison.Ordinal);
        }

        Assert.Equal([id], await VisibleAsync(EventQueue.PoisonQueueName));
    }

    [Theory]
    [InlineData("GET", "poison/email-dispatch/x")]
    [InlineData("DELETE", "poison/email-dispatch/x")]
    [InlineData("POST", "poison/AzureWebJobs/x/requeue")]
    [InlineData("DELETE", "poison/email-events-poison/x")]
    public async Task Only_messages_of_the_poison_queues_can_be_named(string method, string path) =>
        Assert.Equal(404, (await SendAsync(method, path)).Status);

    private Task<(int Status, JsonElement Body, string Text, bool IsReplayed)> SendAsync(string method, string path, string? body = null) =>
        TenantFixture.SendAsync(_operator, method, path, body);

    private QueueClient Queue(string name) => new(azurite.ConnectionString, name);

    private async Task<string> PutAsync(string queue, string text) =>
        (await Queue(queue).SendMessageAsync(text, timeToLive: TimeSpan.FromSeconds(-1), cancellationToken: Cancellation)).Value.MessageId;

    private async Task<IEnumerable<string>> VisibleAsync(string queue) =>
        (await Queue(queue).PeekMessagesAsync(32, Cancellation)).Value.Select(message => message.MessageId);
}
