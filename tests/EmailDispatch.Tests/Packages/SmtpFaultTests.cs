using MailKit.Net.Smtp;
using MailKit.Security;

namespace EmailDispatch.Tests.Packages;

/// <summary>A broken dialogue, a cancellation or a timeout at each step: which exception, and the connection is gone.</summary>
public sealed class SmtpFaultTests
{
    public static TheoryData<string, string> Steps => new()
    {
        { "", "MAIL" }, { "", "RCPT" }, { "", "DATA" }, { "", "." },
        { "PIPELINING", "MAIL" }, { "PIPELINING", "RCPT" }, { "PIPELINING", "." },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Connection_closed_is_a_protocol_exception(string extensions, string step)
    {
        await using var server = new ScriptedSmtpServer(extensions).On(step, ScriptedSmtpServer.Close);
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        // With commands still on their way to it, a closed socket answers by a reset.
        var broken = await Assert.ThrowsAnyAsync<Exception>(() => client.SendSampleAsync());

        Assert.True(broken is SmtpProtocolException or IOException, broken.ToString());
        Assert.False(client.IsConnected);
    }

    [Theory]
    [InlineData("", "MAIL", "25x what")]
    [InlineData("", "RCPT", "250-one\r\n251 two")]
    [InlineData("PIPELINING", "RCPT", "nonsense")]
    [InlineData("", "DATA", "354garbage")]
    [InlineData("", ".", "+OK this is POP3")]
    public async Task Malformed_reply_is_a_protocol_exception(string extensions, string step, string reply)
    {
        await using var server = new ScriptedSmtpServer(extensions).On(step, reply);
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        await Assert.ThrowsAsync<SmtpProtocolException>(() => client.SendSampleAsync());

        Assert.False(client.IsConnected);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Canceled_while_waiting_ends_the_connection(string extensions, string step)
    {
        await using var server = new ScriptedSmtpServer(extensions).On(step, ScriptedSmtpServer.Silence);
        using var client = new SmtpClient();
        using var cancellation = new CancellationTokenSource();
        await client.ConnectToAsync(server);

        var sending = client.SendSampleAsync(cancellationToken: cancellation.Token);
        await server.WaitForAsync(step == "." ? "From:" : step);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.False(client.IsConnected);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Silence_is_a_timeout_and_ends_the_connection(string extensions, string step)
    {
        await using var server = new ScriptedSmtpServer(extensions).On(step, ScriptedSmtpServer.Silence);
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);
        client.Timeout = 150;

        await Assert.ThrowsAsync<TimeoutException>(() => client.SendSampleAsync());

        Assert.False(client.IsConnected);
    }

    [Theory]
    [InlineData("", SecureSocketOptions.None)]
    [InlineData("EHLO", SecureSocketOptions.None)]
    [InlineData("STARTTLS", SecureSocketOptions.StartTls)]
    public async Task Silence_while_connecting_is_a_timeout(string step, SecureSocketOptions options)
    {
        await using var server = new ScriptedSmtpServer("STARTTLS").On(step, ScriptedSmtpServer.Silence);
        using var client = new SmtpClient { Timeout = 150 };

        await Assert.ThrowsAsync<TimeoutException>(() => client.ConnectToAsync(server, options));

        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task Silence_in_the_handshake_is_a_handshake_exception()
    {
        await using var server = new ScriptedSmtpServer().On("", ScriptedSmtpServer.Silence);
        using var client = new SmtpClient();
        using var socket = await server.DialAsync();
        socket.ReceiveTimeout = 150;

        var failed = await Assert.ThrowsAsync<SslHandshakeException>(
            () => client.ConnectAsync(socket, "localhost", server.Port, SecureSocketOptions.SslOnConnect));

        Assert.NotNull(failed.InnerException);
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task Canceled_while_waiting_for_the_greeting()
    {
        await using var server = new ScriptedSmtpServer().On("", ScriptedSmtpServer.Silence);
        using var client = new SmtpClient();
        using var cancellation = new CancellationTokenSource();

        var connecting = client.ConnectToAsync(server, SecureSocketOptions.None, cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task Canceled_during_auth_ends_the_connection()
    {
        await using var server = new ScriptedSmtpServer("AUTH PLAIN").On("AUTH", ScriptedSmtpServer.Silence);
        using var client = new SmtpClient();
        using var cancellation = new CancellationTokenSource();
        await client.ConnectToAsync(server);

        var authenticating = client.AuthenticateAsync("user", "not-a-secret", cancellation.Token);
        await server.WaitForAsync("AUTH");
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => authenticating);
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task Timeout_under_tls_is_an_io_exception_around_it()
    {
        using var certificate = TestCertificate.For("localhost");
        await using var server = new ScriptedSmtpServer("", certificate, implicitTls: true).On("NOOP", ScriptedSmtpServer.Silence);
        using var client = new SmtpClient().Trusting(certificate);
        await client.ConnectToAsync(server, SecureSocketOptions.SslOnConnect);
        client.Timeout = 150;

        var failed = await Assert.ThrowsAsync<IOException>(() => client.NoOpAsync());

        Assert.IsType<TimeoutException>(failed.InnerException);
        Assert.False(client.IsConnected);
    }

    [Theory]
    [InlineData(ScriptedSmtpServer.Close)]
    [InlineData("421 4.3.0 bye" + ScriptedSmtpServer.Close)]
    [InlineData("500 what?")]
    public async Task Quit_ends_the_connection_whatever_the_server_says(string reply)
    {
        await using var server = new ScriptedSmtpServer().On("QUIT", reply);
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        await client.DisconnectAsync(quit: true);

        Assert.False(client.IsConnected);
    }

    // Faithful to the package, and a trap: QUIT that is not answered in time throws.
    [Fact]
    public async Task Quit_without_an_answer_is_a_timeout()
    {
        await using var server = new ScriptedSmtpServer().On("QUIT", ScriptedSmtpServer.Silence);
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);
        client.Timeout = 150;

        await Assert.ThrowsAsync<TimeoutException>(() => client.DisconnectAsync(quit: true));
    }

    [Fact]
    public async Task Dispose_hangs_up_without_quit()
    {
        await using var server = new ScriptedSmtpServer();
        var client = new SmtpClient();
        await client.ConnectToAsync(server);

        client.Dispose();
        await server.Ended.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Empty(server.Commands);
    }
}
