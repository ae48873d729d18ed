using System.Net.Sockets;
using EmailDispatch.Sandbox;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace EmailDispatch.Tests.Packages;

/// <summary>What our code relies on in MailKit and would not notice if a new version changed it.</summary>
public sealed class MailKitTests
{
    [Theory]
    [InlineData(SmtpExtensions.None)]
    [InlineData(SmtpExtensions.Pipelining)]
    public async Task Text_of_the_final_reply_is_returned(SmtpExtensions extensions)
    {
        await using var server = await StartAsync(extensions);
        server.On(".", "250-2.0.0 Ok\r\n250 queued as 4711");
        using var client = await ConnectAsync(server);

        Assert.Equal("2.0.0 Ok\nqueued as 4711", await SendAsync(client, "one@example.test"));
    }

    [Theory]
    [InlineData(SmtpExtensions.None)]
    [InlineData(SmtpExtensions.Pipelining)]
    public async Task Refused_recipients_do_not_stop_the_others(SmtpExtensions extensions)
    {
        await using var server = await StartAsync(extensions);
        server.On("RCPT TO:<one", "550 5.1.1 unknown");
        server.On("RCPT TO:<three", "450 4.2.0 later");
        using var client = await ConnectAsync(server);

        await SendAsync(client, "one@example.test", "two@example.test", "three@example.test");

        Assert.Equal(["refused one@example.test 550", "accepted two@example.test 250", "refused three@example.test 450"], client.Told);
    }

    [Fact]
    public async Task Recipient_named_twice_is_asked_for_once()
    {
        await using var server = await StartAsync();
        using var client = await ConnectAsync(server);

        await SendAsync(client, "one@example.test", "ONE@example.test");

        Assert.Single(server.Commands, command => command.StartsWith("RCPT", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("MAIL")]
    [InlineData("DATA")]
    [InlineData(".")]
    public async Task Refused_command_leaves_the_connection_usable(string step)
    {
        await using var server = await StartAsync();
        server.On(step, "550 5.7.1 no");
        using var client = await ConnectAsync(server);

        await Assert.ThrowsAsync<SmtpCommandException>(() => SendAsync(client, "one@example.test"));

        Assert.True(client.IsConnected);
        Assert.Equal("RSET", server.Commands[^1]);
    }

    [Fact]
    public async Task Goodbye_is_a_refusal_on_a_connection_that_is_gone()
    {
        await using var server = await StartAsync();
        server.On("MAIL", "421 4.7.0 goodbye");
        using var client = await ConnectAsync(server);

        var refused = await Assert.ThrowsAsync<SmtpCommandException>(() => SendAsync(client, "one@example.test"));

        Assert.Equal((SmtpStatusCode.ServiceNotAvailable, false), (refused.StatusCode, client.IsConnected));
    }

    [Fact]
    public async Task Missing_starttls_is_an_exception_and_not_plain_text()
    {
        await using var server = await StartAsync();
        using var client = new RecordingClient();

        await Assert.ThrowsAsync<NotSupportedException>(
            async () => await client.ConnectAsync(await DialAsync(server), "localhost", server.Port, SecureSocketOptions.StartTls));
    }

    [Fact]
    public async Task Blind_copies_are_not_written()
    {
        await using var server = await StartAsync();
        using var client = await ConnectAsync(server);
        using var message = Message();
        message.Bcc.Add(new MailboxAddress("", "hidden@example.test"));

        await client.SendAsync(message);

        Assert.Contains("RCPT TO:<hidden@example.test>", server.Commands);
        Assert.DoesNotContain("hidden@example.test", server.Inbox.After()[0].ContentText, StringComparison.Ordinal);
    }

    private static async Task<RecordingClient> ConnectAsync(SandboxServer server)
    {
        var client = new RecordingClient();
        await client.ConnectAsync(await DialAsync(server), "localhost", server.Port, SecureSocketOptions.None);
        return client;
    }

    private static Task<SandboxServer> StartAsync(SmtpExtensions extensions = SmtpExtensions.None) =>
        SandboxServer.StartAsync(new() { Extensions = extensions }, TestContext.Current.CancellationToken);

    private static async Task<Socket> DialAsync(SandboxServer server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Host, server.Port, TestContext.Current.CancellationToken);
        return socket;
    }

    private static Task<string> SendAsync(SmtpClient client, params string[] recipients) =>
        client.SendAsync(Message(), new MailboxAddress("", "sender@example.test"), recipients.Select(address => new MailboxAddress("", address)));

    private static MimeMessage Message() => new(
        [new MailboxAddress("Sender", "sender@example.test")], [new MailboxAddress("One", "one@example.test")], "Sample", new TextPart("plain") { Text = "Hello\r\n" });

    private sealed class RecordingClient : SmtpClient
    {
        public List<string> Told { get; } = [];

        protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
            Told.Add($"accepted {mailbox.Address} {(int)response.StatusCode}");

        protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
            Told.Add($"refused {mailbox.Address} {(int)response.StatusCode}");
    }
}
