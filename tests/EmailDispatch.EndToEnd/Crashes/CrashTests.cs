using Azure.Storage.Queues;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Crashes;

/// <summary>The process is killed between any two steps of an email. Every accepted email arrives after the restart.</summary>
/// <remarks>This class has its own storage, because hosts that share a queue take each other's emails.</remarks>
public sealed class CrashTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly Dictionary<string, string> ShortLocks = new()
    {
        ["LocalHost__MessageLock"] = "00:00:03",
        ["Dispatch__Lease"] = "00:00:03",
    };

    // Retries a deferred email within the test.
    private static readonly FaultSettings ShortGreylist = new() { GreylistPeriod = TimeSpan.Zero, GreylistAdvice = TimeSpan.FromSeconds(2) };

    public static TheoryData<string> Places => [.. CrashPoint.All.Select(point => point.Name)];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Email_survives_a_crash_at(string place)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var point = CrashPoint.All.Single(p => p.Name == place);
        await using var provider = await SandboxServer.StartAsync(new SandboxServerOptions { Faults = ShortGreylist }, cancellation);
        var (id, subject) = await SendAndCrashAsync(point, provider, cancellation);

        await using var restarted = await EmailHost.StartAsync(Settings(azurite.ConnectionString, provider), cancellation);
        using var client = new EmailClient(restarted);
        if (id is not null)
            await client.WaitForAsync(id, "sent", cancellation);

        // A second email on the same path is sent after all remains of the first.
        var last = await client.SendAsync(Json("last", "b@example.com"), cancellation);
        await client.WaitForAsync(last, "sent", cancellation);
        Assert.Equal(0, await QueueDepthAsync(cancellation));
        Assert.Equal(point.Copies, provider.Inbox.After().Count(email => email.ContentText.Contains(subject, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Email_survives_a_crash_in_the_middle_of_the_message()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var provider = await SandboxServer.StartAsync(cancellationToken: cancellation);
        var reached = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        var script = provider.On(SandboxPhase.Dot, async (_, token) =>
        {
            reached.TrySetResult();
            await gate.Task.WaitAsync(token);
            return SandboxReply.Drop;
        });
        string id;
        await using (var host = await EmailHost.StartAsync(Settings(azurite.ConnectionString, provider), cancellation))
        {
            using var client = new EmailClient(host);
            id = await client.SendAsync(Json("middle", "a@example.com"), cancellation);
            await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellation);
            await host.KillAsync();
        }

        script.Dispose();
        gate.SetResult();
        await using var restarted = await EmailHost.StartAsync(Settings(azurite.ConnectionString, provider), cancellation);
        using var again = new EmailClient(restarted);
        var email = await again.WaitForAsync(id, "sent", cancellation);

        Assert.Equal("sent", email.GetProperty("recipients")[0].GetProperty("status").GetString());
        Assert.Equal(0, await QueueDepthAsync(cancellation));

        // The provider accepted the first copy, but the host could not read the answer.
        Assert.Equal([true, false], provider.Inbox.After().Reverse().Select(copy => copy.IsUnanswered));
    }

    private async Task<(string? Id, string Subject)> SendAndCrashAsync(CrashPoint point, SandboxServer provider, CancellationToken cancellationToken)
    {
        var subject = $"crash-{Guid.NewGuid():N}";
        await using var proxy = await StorageProxy.StartAsync(azurite, point.Step);
        await using var host = await EmailHost.StartAsync(Settings(proxy.ConnectionString, provider), cancellationToken);
        using var client = new EmailClient(host);

        // Large enough to need a payload blob.
        var posted = client.PostAsync(Json(subject, point.Recipient, padding: 70_000), cancellationToken, prefer: point.IsExpress ? "wait=30" : null);
        await proxy.Held.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        var id = point.IsAnswered ? (await posted).Body.GetProperty("id").GetString() : null;
        await host.KillAsync();
        if (!point.IsAnswered)
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => posted);
        return (id, subject);
    }

    /// <summary>The number of messages left, including hidden ones; a message that nobody can finish would be put back forever.</summary>
    private async Task<int> QueueDepthAsync(CancellationToken cancellationToken)
    {
        var queue = new QueueClient(azurite.ConnectionString, DispatchQueue.QueueName);
        return await Eventually.GetAsync(
            async () => (await queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount, depth => depth == 0, cancellationToken);
    }

    private static EmailHostSettings Settings(string storage, SandboxServer provider) =>
        new(storage, [new HostedProvider("sandbox", provider.Host, provider.Port)], More: ShortLocks);

    private static string Json(string subject, string to, int padding = 0) =>
        $$"""{"from":"hi@example.com","to":"{{to}}","subject":"{{subject}}","text":"Hi{{new string('.', padding)}}"}""";
}
