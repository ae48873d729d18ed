using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Storage.Queues;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Drops;

/// <summary>Other services drop emails on the submissions queue.</summary>
public sealed class DropTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly Dictionary<string, string> ShortLocks = new() { ["LocalHost__MessageLock"] = "00:00:03", ["Dispatch__Lease"] = "00:00:03" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drops_are_sent_rejected_or_poisoned()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(azurite.ConnectionString, provider);
        using var client = new EmailClient(host);
        var (plain, encoded, invalid) = (NewId(), NewId(), NewId());
        const string garbage = " {\"from\": \"a@example.com\", <not json> & \u00e9";
        const string encodedGarbage = "bm90IGpzb24=";

        await Dropper.DropAsync(
            azurite,
            Json("plain \u00e9", $"\"id\":\"{plain}\""),
            Convert.ToBase64String(Encoding.UTF8.GetBytes(Json("encoded \u00e9", $"\"id\":\"{encoded}\",\"tenant\":\"default\""))),
            Json("without id"),
            Json("with a key", "\"idempotency_key\":\"k-1\""),
            Json("with a key", "\"idempotency_key\":\"k-1\""),
            $$"""{"id":"{{invalid}}","from":"A <a@example.com>","to":["b@example.com","nobody"],"form":1}""",
            garbage,
            encodedGarbage);
        await client.WaitForAsync(plain, "sent", Cancellation);
        await client.WaitForAsync(encoded, "sent", Cancellation);
        var rejected = await client.WaitForAsync(invalid, "rejected", Cancellation);
        var received = await provider.Inbox.WaitForCountAsync(4, cancellationToken: Cancellation);
        var poison = await PoisonAsync(2);
        var otherKeyed = NewId();
        await Dropper.DropAsync(azurite, Json("with the same key", $"\"id\":\"{otherKeyed}\",\"idempotency_key\":\"k-1\""));
        var conflict = await client.WaitForAsync(otherKeyed, "rejected", Cancellation);

        // Each message was deleted from the queue, so nothing comes a second time.
        await Eventually.GetAsync(async () => await CountAsync("email-submissions"), count => count == 0, Cancellation);
        var listed = await Eventually.GetAsync(async () => (await client.GetAsync("emails?status=sent&to=b@example.com", Cancellation)).Body.GetProperty("data").GetArrayLength(), count => count == 4, Cancellation);
        Assert.Equal(4, listed);
        Assert.Equal(4, provider.Inbox.Count);
        Assert.Single(received, email => email.ContentText.Contains("Subject: with a key", StringComparison.Ordinal));
        Assert.Equal("Idempotency-Key", Assert.Single(conflict.GetProperty("errors").EnumerateArray()).GetProperty("field").GetString());
        Assert.Equal(["failed", "A <a@example.com>", ""], Texts(rejected, "last_event", "from", "subject"));
        Assert.Equal("b@example.com", Assert.Single(rejected.GetProperty("to").EnumerateArray()).GetString());
        Assert.Equal(["to[1]", "form", "subject", "html"], rejected.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()!));
        Assert.Equal([garbage, encodedGarbage], poison);
        Assert.Contains("cannot be parsed", host.Output, StringComparison.Ordinal);

        // HTTP answers the same.
        var (_, answer) = await client.PostAsync("""{"from":"A <a@example.com>","to":["b@example.com","nobody"],"form":1}""", Cancellation);
        Assert.Equal(answer.GetProperty("errors").GetRawText(), rejected.GetProperty("errors").GetRawText());
    }

    [Fact]
    public async Task Drop_is_found_by_the_uuid_of_its_sender()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(azurite.ConnectionString, provider);
        using var client = new EmailClient(host);
        using var http = host.CreateClient();
        var (four, one, wrong) = (Guid.NewGuid().ToString(), "c232ab00-9414-11ec-b3c8-9f6bdeced846", Guid.NewGuid().ToString());

        await Dropper.DropAsync(
            azurite,
            Json("four", $"\"id\":\"{four.ToUpperInvariant()}\"", to: "four@example.com"),
            Json("one", $"\"id\":\"{{{one}}}\"", to: "one@example.com"),
            Json("wrong", $"\"id\":\"{wrong}\"", to: "nobody"));
        var sent = await client.WaitForAsync(four, "sent", Cancellation);
        var upper = await client.EmailAsync(four.ToUpperInvariant(), Cancellation);
        var other = await client.WaitForAsync(one, "sent", Cancellation);
        var rejected = await client.WaitForAsync(wrong, "rejected", Cancellation);
        using var canceled = await http.PostAsync(new Uri($"emails/{one}/cancel", UriKind.Relative), content: null, Cancellation);

        Assert.Equal([four, four, one, wrong], new[] { sent, upper, other, rejected }.Select(email => email.GetProperty("id").GetString()!));
        Assert.Equal("to", Assert.Single(rejected.GetProperty("errors").EnumerateArray()).GetProperty("field").GetString());
        Assert.Equal(HttpStatusCode.Conflict, canceled.StatusCode);
    }

    [Theory]
    [InlineData("row inserted, message not put")]
    [InlineData("message put, not known")]
    [InlineData("drop not deleted")]
    public async Task Drop_that_comes_again_after_a_crash_is_the_same_email(string place)
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        var subject = $"again-{Guid.NewGuid():N}";
        var step = new StorageStep(place, ReachesStorage: place == "message put, not known", (method, path, _) => place == "drop not deleted"
            ? method == "DELETE" && path.Contains("/email-submissions/messages/", StringComparison.Ordinal)
            : method == "POST" && path.EndsWith("/email-dispatch/messages", StringComparison.Ordinal));
        await using (var proxy = await StorageProxy.StartAsync(azurite, step))
        await using (var host = await StartAsync(proxy.ConnectionString, provider))
        {
            await Dropper.DropAsync(azurite, Json(subject, to: "again@example.com"));
            await proxy.Held.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

            // Not while a message is being sent to the provider, because then the outcome is unknown.
            if (place != "row inserted, message not put")
                await EmailsAsync(host, subject, "sent");
            await host.KillAsync();
        }

        await using var restarted = await StartAsync(azurite.ConnectionString, provider);
        var left = await Eventually.GetAsync(async () => await CountAsync("email-submissions") + await CountAsync("email-dispatch"), count => count == 0, Cancellation);
        var emails = await EmailsAsync(restarted, subject, "sent");

        Assert.Equal(0, left);
        Assert.Equal("sent", Assert.Single(emails));
        Assert.Single(provider.Inbox.After(), email => email.ContentText.Contains(subject, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Drop_whose_instances_died_five_times_is_brought_back_and_sent()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        var queue = new QueueClient(azurite.ConnectionString, "email-submissions");
        await queue.CreateIfNotExistsAsync(cancellationToken: Cancellation);
        var (named, subject) = (NewId(), $"dead-{Guid.NewGuid():N}");
        await Dropper.DropAsync(azurite, Json(subject, $"\"id\":\"{named}\"", to: "dead@example.com"), Json(subject, to: "dead@example.com"));

        // To the queue, a message that was received but neither deleted nor put back means a dead instance.
        for (var n = 0; n < 5; n++)
        {
            foreach (var message in (await queue.ReceiveMessagesAsync(32, TimeSpan.FromMinutes(1), Cancellation)).Value)
                await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.Zero, cancellationToken: Cancellation);
        }

        await using var host = await StartAsync(azurite.ConnectionString, provider, ("LocalHost__Timers__AggregateUsage", "* * * * * *"));
        using var client = new EmailClient(host);
        await client.WaitForAsync(named, "sent", Cancellation);
        await provider.Inbox.WaitForCountAsync(2, cancellationToken: Cancellation);

        var emails = await EmailsAsync(host, subject, "sent", count: 2);
        Assert.Equal(["sent", "sent"], emails);
        Assert.Contains("moved to queue email-submissions-poison", host.Output, StringComparison.Ordinal);
        Assert.Equal(2, provider.Inbox.After().Count(email => email.ContentText.Contains(subject, StringComparison.Ordinal)));
    }

    private static Task<EmailHost> StartAsync(string storage, SandboxServer provider, params (string Key, string Value)[] more) =>
        EmailHost.StartAsync(
            new EmailHostSettings(
                storage,
                [new HostedProvider("sandbox", provider.Host, provider.Port)],
                More: ShortLocks.Concat(more.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).ToDictionary()),
            Cancellation);

    private static string NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString();

    private static string Json(string subject, string? more = null, string to = "b@example.com") =>
        $$"""{"from":"a@example.com","to":"{{to}}","subject":"{{subject}}","text":"t"{{(more is null ? "" : "," + more)}}}""";

    private static IEnumerable<string> Texts(JsonElement email, params string[] names) => names.Select(name => email.GetProperty(name).GetString()!);

    /// <summary>Returns the statuses of all emails with a subject, once one of them has the expected status.</summary>
    private static async Task<List<string>> EmailsAsync(EmailHost host, string subject, string status, int count = 1)
    {
        using var client = new EmailClient(host);
        return await Eventually.GetAsync(
            async () => (await client.GetAsync("emails?limit=100", Cancellation)).Body.GetProperty("data").EnumerateArray()
                .Where(email => email.GetProperty("subject").GetString() == subject)
                .Select(email => email.GetProperty("status").GetString()!).ToList(),
            statuses => statuses.Count(s => s == status) >= count,
            Cancellation);
    }

    private async Task<int> CountAsync(string queue) =>
        (await new QueueClient(azurite.ConnectionString, queue).GetPropertiesAsync(Cancellation)).Value.ApproximateMessagesCount;

    private async Task<IReadOnlyList<string>> PoisonAsync(int count)
    {
        var queue = new QueueClient(azurite.ConnectionString, "email-submissions-poison");
        var messages = await Eventually.GetAsync(async () => (await queue.PeekMessagesAsync(32, Cancellation)).Value, all => all.Length >= count, Cancellation);
        return [.. messages.Select(message => message.MessageText).Order(StringComparer.Ordinal)];
    }
}
