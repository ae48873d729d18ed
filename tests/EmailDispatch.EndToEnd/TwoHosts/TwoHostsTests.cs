using System.Diagnostics;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.TwoHosts;

/// <summary>Two processes on one queue share quotas and breakers, and send nothing twice.</summary>
public sealed class TwoHostsTests(Azurite azurite, ITestOutputHelper output) : IClassFixture<Azurite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // A quota over a time can only be tested with more emails than it allows.
    private static readonly int QuotaSeconds = TestSize.Of("QUOTA_SECONDS", 20);

    [Fact]
    public async Task Quota_of_a_second_holds_over_time_for_both_together()
    {
        const int PerSecond = 20;
        var allowed = PerSecond * QuotaSeconds;
        var count = allowed * 11 / 10;
        await using var provider = await SandboxServer.StartAsync(new SandboxServerOptions { Inbox = new SandboxInbox(maxMessages: 2 * count) }, Cancellation);
        var settings = Settings([new HostedProvider("limited", provider.Host, provider.Port)], ("Providers__0__PerSecond", $"{PerSecond}"));
        await using var one = await EmailHost.StartAsync(settings, Cancellation);
        await using var other = await EmailHost.StartAsync(settings, Cancellation);
        using var client = new EmailClient(one);

        // Always more than both can process, so only the quota decides, but not all at once: the emulator would spend its time on deferred messages.
        for (var n = 0; n < count; n++)
        {
            await provider.WaitUntilAsync(p => p.Inbox.Count >= n - 120, TimeSpan.FromMinutes(1), Cancellation);
            await SendAsync(client);
        }

        await provider.WaitUntilAsync(p => p.Inbox.Count >= count, TimeSpan.FromMinutes(3), Cancellation);

        var emails = provider.Inbox.After();
        var times = emails.Select(email => email.ReceivedAt).Order().ToList();
        var busiest = times.Max(start => times.Count(time => time >= start && time < start + TimeSpan.FromSeconds(QuotaSeconds)));
        output.WriteLine($"{emails.Count} emails in {(times[^1] - times[0]).TotalSeconds:0.0} s; busiest {QuotaSeconds} s {busiest}; by one host {Sent(one)}, by the other {Sent(other)}");
        // A second begins before the window and one ends after it, and the emails of one may arrive late.
        Assert.InRange(busiest, 1, allowed + (3 * PerSecond));
        Assert.Equal(count, emails.Select(email => email.ContentText.Split("Message-Id: ")[1].Split('\r')[0]).Distinct().Count());
        Assert.Equal(count, emails.Count);
        Assert.All([one, other], host => Assert.True(Sent(host) > 0, host.Output));
    }

    [Fact]
    public async Task Breaker_that_one_host_opened_is_seen_by_the_other_within_ten_seconds()
    {
        await using var refusing = await SandboxServer.StartAsync(new SandboxServerOptions { Behaviour = SandboxBehaviour.AuthRefused }, Cancellation);
        await using var working = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        var settings = Settings(
            [new HostedProvider("refusing", refusing.Host, refusing.Port, Priority: 1), new HostedProvider("working", working.Host, working.Port, Priority: 2)],
            ("Providers__0__Username", "user"), ("Providers__0__Secret", "refusing"), ("Secrets__refusing", Guid.NewGuid().ToString()));
        await using var one = await EmailHost.StartAsync(settings, Cancellation);
        await using var other = await EmailHost.StartAsync(settings, Cancellation);
        using var client = new EmailClient(one);

        await client.WaitForAsync(await SendAsync(client), "sent", Cancellation);
        var opened = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(opened) < TimeSpan.FromSeconds(10))
            await client.WaitForAsync(await SendAsync(client), "sent", Cancellation);
        var refused = refusing.OpenedConnections;
        var (byOne, byOther) = (Sent(one), Sent(other));
        using var otherClient = new EmailClient(other);
        await SendUntilAsync([client, otherClient], () => Sent(one) > byOne && Sent(other) > byOther);

        Assert.True(refused > 0, "The refusing provider was never asked.");
        Assert.Equal(refused, refusing.OpenedConnections);
    }

    /// <summary>Sends forty at a time, alternating between hosts, because a host that accepts an email wakes up and might take them all.</summary>
    private static async Task SendUntilAsync(EmailClient[] clients, Func<bool> isEnough)
    {
        for (var round = 0; round == 0 || (!isEnough() && round < 20); round++)
        {
            var ids = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => SendAsync(clients[n % clients.Length])));
            foreach (var id in ids)
                await clients[0].WaitForAsync(id, "sent", Cancellation);
        }

        Assert.True(isEnough(), "One of the hosts sent nothing.");
    }

    private static Task<string> SendAsync(EmailClient client) =>
        client.SendAsync("""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t"}""", Cancellation);

    private static int Sent(EmailHost host) => host.Output.Split(": sent in phase").Length - 1;

    // The emulator sometimes pauses for seconds; messages that it returned but could not deliver must become visible again soon.
    private EmailHostSettings Settings(HostedProvider[] providers, params (string Name, string Value)[] more) => new(
        azurite.ConnectionString, providers,
        More: more.Append(("LocalHost__MessageLock", "00:00:10")).ToDictionary(setting => setting.Item1, setting => setting.Item2));
}
