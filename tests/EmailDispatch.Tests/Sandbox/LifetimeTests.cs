using System.Net;
using System.Net.Sockets;
using EmailDispatch.Sandbox;

namespace EmailDispatch.Tests.Sandbox;

public sealed class LifetimeTests
{
    [Fact]
    public async Task Shutdown_tells_every_client_421_and_gives_the_port_back()
    {
        var server = await SandboxServer.StartAsync();
        await using var idle = await RawSmtpClient.GreetedAsync(server);
        await using var inData = await RawSmtpClient.GreetedAsync(server);
        await inData.AskAllAsync("MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test>", "DATA");
        var port = server.Port;

        await server.DisposeAsync();

        Assert.StartsWith("421 4.3.2", await idle.ReadReplyAsync(), StringComparison.Ordinal);
        Assert.StartsWith("421 4.3.2", await inData.ReadReplyAsync(), StringComparison.Ordinal);
        Assert.Equal((2, 0), (server.OpenedConnections, server.OpenConnections));
        Assert.All(server.Sessions, session => Assert.True(session.IsClosed));
        await using var next = await SandboxServer.StartAsync(new() { Port = port });
        Assert.Equal(port, next.Port);
    }

    [Fact]
    public async Task Shutdown_does_not_wait_for_a_script()
    {
        var server = await SandboxServer.StartAsync();
        server.On(SandboxPhase.Mail, async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        });
        await using var client = await RawSmtpClient.GreetedAsync(server);
        await client.SendAsync("MAIL FROM:<a@x.test>\r\n");
        await server.WaitUntilAsync(s => s.OpenConnections == 1);

        await server.DisposeAsync();

        Assert.Equal(0, server.OpenConnections);
    }

    [Fact]
    public async Task Client_that_vanishes_leaves_no_connection()
    {
        await using var server = await SandboxServer.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            await using var client = await RawSmtpClient.GreetedAsync(server);
            await client.AskAllAsync("MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test>", "DATA");
            await client.SendAsync("cut off");
        }

        await server.WaitUntilAsync(s => s.ClosedConnections == 20);

        Assert.Equal(0, server.OpenConnections);
        Assert.Empty(server.Inbox.After());
        Assert.Empty(server.Failures);
    }

    [Fact]
    public async Task Quiet_client_is_told_421_at_the_timeout()
    {
        await using var server = await SandboxServer.StartAsync(new() { Timeout = TimeSpan.FromMilliseconds(200) });
        await using var client = await RawSmtpClient.GreetedAsync(server);

        Assert.StartsWith("421 4.4.2", await client.ReadReplyAsync(), StringComparison.Ordinal);
        Assert.Equal("", await client.ReadReplyAsync());
    }

    [Fact]
    public async Task Connection_over_the_limit_is_told_421()
    {
        await using var server = await SandboxServer.StartAsync(new() { MaxConnections = 1 });
        await using var first = await RawSmtpClient.GreetedAsync(server);
        await using var second = await RawSmtpClient.ConnectAsync(server);

        Assert.StartsWith("421", await second.ReadReplyAsync(), StringComparison.Ordinal);
        Assert.StartsWith("250", await first.AskAsync("NOOP"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_clients_at_once_are_served()
    {
        await using var server = await SandboxServer.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            await using var client = await RawSmtpClient.GreetedAsync(server);
            for (var j = 0; j < 4; j++)
                await client.AskAllAsync($"MAIL FROM:<{i}@x.test>", $"RCPT TO:<{j}@x.test>", "DATA", $"{i} {j}\r\n.");
        }));

        var emails = await server.Inbox.WaitForCountAsync(200);
        Assert.Equal(200, emails.Select(email => email.ContentText).Distinct().Count());
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), emails.Select(email => email.Number));
        await server.WaitUntilAsync(s => s.OpenConnections == 0);
    }

    [Fact]
    public async Task Port_in_use_is_refused()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        var refused = await Assert.ThrowsAsync<SocketException>(() =>
            SandboxServer.StartAsync(new() { Port = ((IPEndPoint)other.LocalEndpoint).Port }));

        Assert.Equal(SocketError.AddressAlreadyInUse, refused.SocketErrorCode);
    }
}
