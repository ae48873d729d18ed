using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.SmtpDoor;

/// <summary>The program of the door is killed while clients send. What it answered with 250 is sent, and what clients repeat is one email.</summary>
public sealed class DoorCrashTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly int Kills = TestSize.Of("DOOR_KILLS", 3);

    [Fact]
    public async Task Nothing_acknowledged_is_lost_and_repeats_are_one_email()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var random = new Random(1);
        await using var provider = await SandboxServer.StartAsync(new SandboxServerOptions { Inbox = new SandboxInbox(maxMessages: 1_000 + (100 * Kills)) }, cancellationToken: cancellation);
        var acknowledged = new Dictionary<string, string>();
        var number = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var door = await DoorHost.StartProgramAsync(azurite.ConnectionString, cancellation);
            var clients = Enumerable.Range(0, 4).Select(_ => SendUntilKilledAsync(door)).ToList();
            var enough = Volatile.Read(ref number) + random.Next(4, 40);
            await Eventually.GetAsync(() => Task.FromResult(Volatile.Read(ref number)), sent => sent >= enough, cancellation);
            await door.Host.KillAsync();
            await Task.WhenAll(clients);
        }

        await using var last = await DoorHost.StartProgramAsync(azurite.ConnectionString, cancellation);
        foreach (var (name, first) in acknowledged.ToList())
        {
            using var session = await RawSession.OpenAsync(last, last.Host.ApiKey);
            var reply = await SendAsync(session, name);
            if (first.StartsWith("250 ", StringComparison.Ordinal))
                Assert.Equal(IdOf(first), IdOf(reply));
            Assert.StartsWith("250 ", reply, StringComparison.Ordinal);
        }

        // The program sends nothing; emails have waited in their queue.
        await using var sender = await DoorHost.StartAsync(azurite.ConnectionString, provider, cancellation);
        await provider.Inbox.WaitForCountAsync(acknowledged.Count, TimeSpan.FromSeconds(60 + (5 * Kills)), cancellation);
        var copies = provider.Inbox.After().GroupBy(email => acknowledged.Keys.Single(name => email.ContentText.Contains($"Message-ID: <{name}>", StringComparison.Ordinal))).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(acknowledged.Keys.Order(StringComparer.Ordinal), copies.Keys.Order(StringComparer.Ordinal));
        Assert.All(copies, copy => Assert.Equal(1, copy.Value));

        async Task SendUntilKilledAsync(DoorHost door)
        {
            try
            {
                using var session = await RawSession.OpenAsync(door, door.Host.ApiKey);
                while (true)
                {
                    var name = $"{Interlocked.Increment(ref number)}@acme.test";
                    var reply = await SendAsync(session, name);
                    lock (acknowledged)
                        acknowledged[name] = reply;
                    if (reply.Length == 0)
                        return;
                }
            }
            catch (Exception fault) when (fault is IOException or System.Net.Sockets.SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException or Xunit.Sdk.XunitException or ObjectDisposedException)
            {
                // Killed before the message was complete: the client knows that it was not taken.
            }
        }
    }

    private static async Task<string> SendAsync(RawSession session, string name)
    {
        await DoorReplyTests.OpenMessageAsync(session);
        await session.SendAsync($"Message-ID: <{name}>\r\nFrom: hi@acme.test\r\nTo: a@example.test\r\nSubject: {name}\r\n\r\ntext\r\n.\r\n");
        return await session.ReadAsync();
    }

    private static string IdOf(string reply) => reply.Trim().Split(' ')[^1];
}
