using System.Net.Sockets;
using EmailDispatch.Sandbox;

namespace EmailDispatch.Tests.Sandbox;

public sealed class BehaviourTests
{
    [Fact]
    public async Task Refuse421_answers_421_and_closes()
    {
        await using var server = await SandboxServer.StartAsync(new() { Behaviour = SandboxBehaviour.Refuse421 });
        await using var client = await RawSmtpClient.ConnectAsync(server);

        Assert.Equal("421 Service not available, try again later", await client.ReadReplyAsync());
        Assert.Equal("", await client.ReadReplyAsync());
    }

    [Fact]
    public async Task AuthRefused_offers_auth_and_refuses_every_login()
    {
        await using var server = await SandboxServer.StartAsync(new() { Behaviour = SandboxBehaviour.AuthRefused });
        await using var client = await RawSmtpClient.GreetedAsync(server);

        Assert.Equal("530 5.7.0 Authentication required", await client.AskAsync("MAIL FROM:<a@x.test>"));
        Assert.Equal("535 5.7.8 Authentication credentials invalid", await client.AskAsync("AUTH PLAIN AGEAYg=="));
        Assert.Equal("535 5.7.8 Authentication credentials invalid", await client.AskAllAsync("AUTH LOGIN", "dXNlcg==", "cGFzcw=="));
    }

    [Fact]
    public async Task Silent_says_nothing_until_the_client_gives_up()
    {
        await using var server = await SandboxServer.StartAsync(new() { Behaviour = SandboxBehaviour.Silent });
        await using var client = await RawSmtpClient.ConnectAsync(server);
        await client.SendAsync("EHLO client.test\r\n");

        var reply = client.ReadReplyAsync();
        await server.WaitUntilAsync(s => s.OpenConnections == 1);
        Assert.False(reply.IsCompleted);
        await server.DisposeAsync();

        Assert.Equal("", await reply);
    }

    [Fact]
    public async Task Closed_refuses_connections_and_holds_the_port()
    {
        await using var server = await SandboxServer.StartAsync(new() { Behaviour = SandboxBehaviour.Closed });

        var refused = await Assert.ThrowsAsync<SocketException>(() => RawSmtpClient.ConnectAsync(server));

        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    [Fact]
    public async Task Behaviour_changes_while_the_server_runs()
    {
        await using var server = await SandboxServer.StartAsync(new() { Behaviour = SandboxBehaviour.Refuse421 });
        var greetings = new List<string> { await GreetingAsync(server) };

        server.Behaviour = SandboxBehaviour.Accept;
        greetings.Add(await GreetingAsync(server));
        for (var i = 0; i < 5; i++)
        {
            server.Behaviour = SandboxBehaviour.Closed;
            await Assert.ThrowsAsync<SocketException>(() => RawSmtpClient.ConnectAsync(server));
            server.Behaviour = SandboxBehaviour.Accept;
            greetings.Add(await GreetingAsync(server));
        }

        Assert.Equal(["421", "220", "220", "220", "220", "220", "220"], greetings.Select(greeting => greeting[..3]));
    }

    private static async Task<string> GreetingAsync(SandboxServer server)
    {
        await using var client = await RawSmtpClient.ConnectAsync(server);
        return await client.ReadReplyAsync();
    }
}
