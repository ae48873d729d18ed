using System.Diagnostics;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Crashes;

/// <summary>The process is told to stop while a provider is slow. Messages are hidden for ten minutes, as by the Functions host.</summary>
/// <remarks>This class has its own storage, because hosts that share a queue take each other's emails.</remarks>
public sealed class StopTests(Azurite azurite) : IClassFixture<Azurite>
{
    // Fewer than the host processes at once when they arrive one by one.
    private const int Emails = 12;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("wait=0")]
    public async Task Host_that_stops_leaves_nothing_claimed_and_the_next_one_sends_all_of_it_once_at_once(string? prefer)
    {
        await using var slow = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var quick = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        var gate = new TaskCompletionSource();
        slow.On(SandboxPhase.Rcpt, async (_, cancellation) =>
        {
            await gate.Task.WaitAsync(cancellation);
            return null;
        });
        var ids = new List<string>();
        TimeSpan took;
        string output;
        await using (var host = await StartAsync(slow))
        {
            using var client = new EmailClient(host);
            for (var n = 0; n < Emails; n++)
                ids.Add(await client.SendAsync($$"""{"from":"hi@example.com","to":"a{{n}}@example.com","subject":"s","text":"t"}""", Cancellation, prefer));
            foreach (var id in ids)
                await client.WaitForAsync(id, "sending", Cancellation);

            var stopped = Stopwatch.GetTimestamp();
            await host.StopAsync(Cancellation);
            took = Stopwatch.GetElapsedTime(stopped);
            output = host.Output;
        }

        gate.SetResult();
        await using var next = await StartAsync(quick);
        using var caller = new EmailClient(next);
        foreach (var id in ids)
            await caller.WaitForAsync(id, "sent", Cancellation);

        // Ten seconds, plus what a loaded machine needs.
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.Equal((0, Emails), (slow.Inbox.Count, quick.Inbox.Count));
        Assert.True(slow.OpenedConnections == 2, output);
    }

    private Task<EmailHost> StartAsync(SandboxServer provider)
    {
        var settings = new Dictionary<string, string> { ["Providers__0__MaxConnections"] = "2", ["Providers__0__CommandTimeout"] = "00:05:00" };
        return EmailHost.StartAsync(new EmailHostSettings(azurite.ConnectionString, [new HostedProvider("sandbox", provider.Host, provider.Port)], More: settings), Cancellation);
    }
}
