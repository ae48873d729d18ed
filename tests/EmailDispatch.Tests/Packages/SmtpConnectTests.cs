using System.Net;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace EmailDispatch.Tests.Packages;

public sealed class SmtpConnectTests
{
    [Fact]
    public async Task Ehlo_reply_becomes_capabilities()
    {
        await using var server = new ScriptedSmtpServer("SIZE 1048576,PIPELINING,8bitmime,SMTPUTF8,AUTH PLAIN LOGIN,DSN,ENHANCEDSTATUSCODES,X-OTHER");
        using var client = new SmtpClient { LocalDomain = "client.example.test" };

        await client.ConnectToAsync(server);

        Assert.Equal(
            SmtpCapabilities.Size | SmtpCapabilities.Pipelining | SmtpCapabilities.EightBitMime | SmtpCapabilities.UTF8
                | SmtpCapabilities.Authentication | SmtpCapabilities.Dsn | SmtpCapabilities.EnhancedStatusCodes,
            client.Capabilities);
        Assert.Equal(1048576u, client.MaxSize);
        Assert.Equal(["LOGIN", "PLAIN"], client.AuthenticationMechanisms.Order());
        Assert.True(client is { IsConnected: true, IsAuthenticated: false, IsSecure: false, IsEncrypted: false });
        Assert.Equal(["EHLO client.example.test"], server.Received);
    }

    [Theory]
    [InlineData("127.0.0.1", "EHLO [127.0.0.1]")]
    [InlineData("::1", "EHLO [IPv6:::1]")]
    public async Task Local_domain_that_is_an_address_is_sent_as_literal(string domain, string expected)
    {
        await using var server = new ScriptedSmtpServer();
        using var client = new SmtpClient { LocalDomain = domain };

        await client.ConnectToAsync(server);

        Assert.Equal([expected], server.Received);
    }

    [Theory]
    [InlineData("500 what?")]
    [InlineData("550 no")]
    public async Task Refused_ehlo_falls_back_to_helo(string reply)
    {
        await using var server = new ScriptedSmtpServer("SIZE 5").On("EHLO", reply);
        using var client = new SmtpClient { LocalDomain = "client.example.test" };

        await client.ConnectToAsync(server);

        Assert.Equal(SmtpCapabilities.None, client.Capabilities);
        Assert.Equal("HELO client.example.test", server.Received[^1]);
    }

    [Theory]
    [InlineData("554 5.3.2 no service", 554, "5.3.2 no service")]
    [InlineData("421-busy\r\n421 later" + ScriptedSmtpServer.Close, 421, "busy\nlater")]
    public async Task Greeting_that_refuses_is_a_command_exception(string greeting, int code, string text)
    {
        await using var server = new ScriptedSmtpServer().On("", greeting);
        using var client = new SmtpClient();

        var refused = await Assert.ThrowsAsync<SmtpCommandException>(() => client.ConnectToAsync(server));

        Assert.Equal(SmtpErrorCode.UnexpectedStatusCode, refused.ErrorCode);
        Assert.Equal(code, (int)refused.StatusCode);
        Assert.Equal(text, refused.Message);
        Assert.False(client.IsConnected);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request")]
    [InlineData("220-one\r\n250 two")]
    [InlineData("099 too low")]
    [InlineData("220x")]
    [InlineData(ScriptedSmtpServer.Close)]
    public async Task Greeting_that_is_no_smtp_is_a_protocol_exception(string greeting)
    {
        await using var server = new ScriptedSmtpServer().On("", greeting);
        using var client = new SmtpClient();

        await Assert.ThrowsAsync<SmtpProtocolException>(() => client.ConnectToAsync(server));

        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task Host_and_port_are_connected_to_by_name()
    {
        await using var server = new ScriptedSmtpServer();
        using var client = new SmtpClient { LocalEndPoint = new IPEndPoint(IPAddress.Loopback, 0) };

        await client.ConnectAsync("127.0.0.1", server.Port, SecureSocketOptions.None);
        await client.DisconnectAsync(quit: true);

        Assert.Equal(["QUIT"], server.Commands);
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task Closed_port_is_a_socket_exception()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var client = new SmtpClient();

        var refused = await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync("127.0.0.1", port, SecureSocketOptions.None));

        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    [Fact]
    public async Task Wrong_use_is_refused()
    {
        await using var server = new ScriptedSmtpServer();
        using var unconnected = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var client = new SmtpClient();

        await Assert.ThrowsAsync<ArgumentException>(() => client.ConnectAsync(unconnected, "localhost", 25));
        await Assert.ThrowsAsync<ServiceNotConnectedException>(() => client.NoOpAsync());
        await Assert.ThrowsAsync<ServiceNotConnectedException>(() => client.SendSampleAsync());
        await Assert.ThrowsAsync<ServiceNotConnectedException>(() => client.AuthenticateAsync("user", "not-a-secret"));
        await client.ConnectToAsync(server);
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.ConnectToAsync(server));
        client.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.NoOpAsync());
    }

    [Fact]
    public async Task Client_connects_again_after_a_failed_attempt()
    {
        await using var server = new ScriptedSmtpServer().On("", "421 busy" + ScriptedSmtpServer.Close, "220 welcome");
        using var client = new SmtpClient();

        await Assert.ThrowsAsync<SmtpCommandException>(() => client.ConnectToAsync(server));
        await client.ConnectToAsync(server);
        await client.NoOpAsync();

        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task Connection_that_the_server_closed_fails_at_the_next_command_with_its_last_words()
    {
        await using var server = new ScriptedSmtpServer().On("NOOP", "421 4.4.2 idle for too long" + ScriptedSmtpServer.Close);
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);
        await Assert.ThrowsAsync<SmtpCommandException>(() => client.NoOpAsync());
        Assert.True(client.IsConnected);

        var broken = await Assert.ThrowsAnyAsync<Exception>(() => client.NoOpAsync());

        Assert.True(broken is IOException || (broken is SmtpProtocolException && broken.Message.Contains("4.4.2", StringComparison.Ordinal)));
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task Events_tell_of_connection_message_and_end()
    {
        await using var server = new ScriptedSmtpServer();
        using var client = new SmtpClient();
        var told = new List<string>();
        client.Connected += (_, e) => told.Add($"connected {e.Host} {e.Options}");
        client.MessageSent += (_, e) => told.Add($"sent {e.Response}");
        client.Disconnected += (_, e) => told.Add($"disconnected {e.IsRequested}");

        await client.ConnectToAsync(server);
        await client.SendSampleAsync();
        await client.DisconnectAsync(quit: true);

        Assert.Equal(["connected localhost None", "sent 2.0.0 queued as 4711", "disconnected True"], told);
    }
}
