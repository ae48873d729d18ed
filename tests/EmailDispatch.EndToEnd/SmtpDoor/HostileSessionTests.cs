using System.Globalization;
using System.Net.Sockets;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.SmtpDoor;

/// <summary>Sessions that break the protocol in every way: the door goes on, and holds nothing of them.</summary>
public sealed class HostileSessionTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly int Sessions = TestSize.Of("HOSTILE_SESSIONS", 60);
    private static readonly int Connections = TestSize.Of("HOSTILE_CONNECTIONS", 200);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Door_survives_and_holds_nothing()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var door = await DoorHost.StartAsync(
            azurite.ConnectionString, provider, Cancellation,
            ("SmtpDoor__MaxConnections", "150"), ("SmtpDoor__MaxConnectionsPerAddress", "150"), ("SmtpDoor__LoginTimeout", "00:00:05"), ("SmtpDoor__MaxFailedLogins", "10000"));
        await AttackAsync(door, 20);
        var before = MemoryOf(door);

        await AttackAsync(door, Sessions);
        var open = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => RawSession.OpenAsync(door, tls: false)));
        foreach (var session in open)
            session.Dispose();

        Assert.False(door.Host.HasExited);
        Assert.InRange(MemoryOf(door), 0, before + 250_000_000);
        await SendWhenThereIsRoomAsync(door);
        Assert.DoesNotContain("unhandled", door.Host.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Slow_clients_and_failed_logins_end()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var door = await DoorHost.StartAsync(
            azurite.ConnectionString, provider, Cancellation,
            ("SmtpDoor__LoginTimeout", "00:00:01"), ("SmtpDoor__MessageTimeout", "00:00:01"), ("SmtpDoor__MaxFailedLogins", "2"), ("SmtpDoor__MaxMessagesPerConnection", "1"), ("SmtpDoor__FailedLoginPeriod", "01:00:00"));

        using var silent = await RawSession.OpenAsync(door, tls: false);
        Assert.StartsWith("421 4.4.2 ", await silent.ReadAsync(), StringComparison.Ordinal);

        using var slow = await RawSession.OpenAsync(door, door.Host.ApiKey);
        await DoorReplyTests.OpenMessageAsync(slow);
        await slow.SendAsync("Subject: half");
        Assert.StartsWith("421 4.4.2 ", await slow.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal("", await slow.ReadAsync());

        for (var n = 0; n < 2; n++)
        {
            using var guessing = await RawSession.OpenAsync(door);
            await guessing.SayAsync("EHLO raw.test");
            Assert.StartsWith("535 5.7.8 ", await guessing.SayAsync("AUTH PLAIN AGEAd3Jvbmcta2V5"), StringComparison.Ordinal);
        }

        using var refused = new TcpClient();
        await refused.ConnectAsync("127.0.0.1", door.StartTlsPort, Cancellation);
        using var reader = new StreamReader(refused.GetStream());
        Assert.StartsWith("421 4.7.0 ", await reader.ReadLineAsync(Cancellation), StringComparison.Ordinal);
    }

    private static async Task AttackAsync(DoorHost door, int sessions)
    {
        var random = new Random(7);
        var attacks = Enumerable.Range(0, sessions).Select(_ => random.Next()).ToList();
        foreach (var several in attacks.Chunk(20))
            await Task.WhenAll(several.Select(seed => AttackOnceAsync(door, seed)));
    }

    private static async Task AttackOnceAsync(DoorHost door, int seed)
    {
        var random = new Random(seed);
        try
        {
            using var session = await RawSession.OpenAsync(door, seed % 3 == 0 ? door.Host.ApiKey : null, tls: seed % 3 != 1);
            switch (seed % 7)
            {
                case 0:
                    for (var n = 0; n < 50; n++)
                        await session.SendAsync($"{Garbage(random, 200)}\r\n");
                    break;
                case 1:
                    await session.SendAsync(new string('A', 1_000_000));
                    break;
                case 2:
                    await session.SendAsync(string.Concat(Enumerable.Repeat("EHLO a\r\nNOOP\r\nRSET\r\n", 500)));
                    break;
                case 3:
                    await session.SendAsync("EHLO a\r\nSTARTTLS\r\n\x16\x03\x01");
                    break;
                case 4:
                    await session.SendAsync($"EHLO a\r\nMAIL FROM:<\"{Garbage(random, 100)}\"@acme.test>\r\nRCPT TO:<{new string('(', 900)}>\r\n");
                    break;
                case 5:
                    await session.SendAsync("MAIL FROM:<hi@acme.test>\r\nRCPT TO:<a@example.test>\r\nDATA\r\n");
                    await session.SendAsync(Garbage(random, 300_000));
                    break;
                default:
                    await session.SendAsync("AUTH PLAIN\r\n*\r\nAUTH LOGIN\r\n=\r\n\0\r\n\n\n");
                    break;
            }

            await session.ReadAsync();
        }
        catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException or Xunit.Sdk.XunitException)
        {
            // The door closed the connection.
        }
    }

    private static async Task SendWhenThereIsRoomAsync(DoorHost door)
    {
        var reply = await Eventually.GetAsync(
            async () =>
            {
                try
                {
                    using var client = await door.ConnectAsync(Cancellation);
                    using var message = new MimeKit.MimeMessage { Subject = "after", Body = new MimeKit.TextPart { Text = "text" } };
                    message.From.Add(new MimeKit.MailboxAddress("", "hi@acme.test"));
                    message.To.Add(new MimeKit.MailboxAddress("", "a@example.test"));
                    return await client.SendAsync(message, Cancellation);
                }
                catch (Exception fault) when (fault is MailKit.ProtocolException or MailKit.CommandException or IOException)
                {
                    return fault.Message;
                }
            },
            reply => reply.StartsWith("2.0.0 ", StringComparison.Ordinal),
            Cancellation);
        Assert.StartsWith("2.0.0 Ok: accepted as ", reply, StringComparison.Ordinal);
    }

    private static string Garbage(Random random, int length) => string.Create(CultureInfo.InvariantCulture, $"{new string([.. Enumerable.Range(0, length).Select(_ => (char)random.Next(256))])}");

    private static long MemoryOf(DoorHost door) => door.Host.WorkingSet;
}
