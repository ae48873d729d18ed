using MailKit.Net.Smtp;
using MimeKit;

namespace EmailDispatch.Tests.Packages;

public sealed class SmtpSendTests
{
    [Theory]
    [InlineData("VRFY someone")]
    [InlineData("VRFY someone\r\n")]
    public async Task Subclass_can_send_a_command_and_sees_any_reply(string command)
    {
        await using var server = new ScriptedSmtpServer().On("VRFY", "550-5.1.1 no\r\n550 5.1.1 never");
        using var client = new AskingSmtpClient();
        await Assert.ThrowsAsync<MailKit.ServiceNotConnectedException>(() => client.AskAsync(command));
        await client.ConnectToAsync(server);

        var reply = await client.AskAsync(command);

        Assert.Equal((550, "5.1.1 no\n5.1.1 never"), ((int)reply.StatusCode, reply.Response));
        Assert.Equal("VRFY someone", server.Received[^1]);
        Assert.True(client.IsConnected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PIPELINING")]
    public async Task Message_goes_through_and_the_final_reply_is_returned(string extensions)
    {
        await using var server = new ScriptedSmtpServer(extensions).On(".", "250-2.0.0 Ok\r\n250 queued as 4711");
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        var reply = await client.SendSampleAsync(SmtpSample.To("one@example.test", "two@example.test"));
        await client.DisconnectAsync(quit: true);

        Assert.Equal("2.0.0 Ok\nqueued as 4711", reply);
        Assert.Equal(
            ["MAIL FROM:<sender@example.test>", "RCPT TO:<one@example.test>", "RCPT TO:<two@example.test>", "DATA", server.LastMessage, "QUIT"],
            server.Commands);
        Assert.EndsWith("\r\n\r\nHello\r\n", server.LastMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_carries_one_message_after_the_other()
    {
        await using var server = new ScriptedSmtpServer("PIPELINING").On(".", "250 first", "250 second");
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        Assert.Equal("first", await client.SendSampleAsync());
        Assert.Equal("second", await client.SendSampleAsync());

        Assert.DoesNotContain("RSET", server.Commands);
    }

    [Fact]
    public async Task Recipients_named_twice_are_asked_for_once()
    {
        await using var server = new ScriptedSmtpServer("PIPELINING");
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        await client.SendSampleAsync(SmtpSample.To("one@example.test", "ONE@example.test", "two@example.test"));

        Assert.Equal(2, server.Commands.Count(command => command.StartsWith("RCPT", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Hundreds_of_pipelined_recipients_arrive_in_order()
    {
        await using var server = new ScriptedSmtpServer("PIPELINING");
        using var client = new SmtpClient();
        var addresses = Enumerable.Range(0, 400).Select(i => $"recipient-{i:D4}@a-rather-long-domain-name.example.test").ToArray();
        await client.ConnectToAsync(server);

        await client.SendSampleAsync(SmtpSample.To(addresses));

        Assert.Equal(
            addresses.Select(address => $"RCPT TO:<{address}>"),
            server.Commands.Where(command => command.StartsWith("RCPT", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Size_is_announced_to_a_server_that_asks_for_it()
    {
        await using var server = new ScriptedSmtpServer("SIZE 1000000");
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        await client.SendSampleAsync();

        Assert.Equal($"MAIL FROM:<sender@example.test> SIZE={server.LastMessage.Length}", server.Commands[0]);
    }

    // The announced limit is for the caller to heed.
    [Fact]
    public async Task Message_over_the_announced_limit_is_the_servers_to_refuse()
    {
        await using var server = new ScriptedSmtpServer("SIZE 10").On("MAIL", "552 5.3.4 message too big");
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        var refused = await Assert.ThrowsAsync<SmtpCommandException>(() => client.SendSampleAsync());

        Assert.Equal(10u, client.MaxSize);
        Assert.Equal(SmtpStatusCode.ExceededStorageAllocation, refused.StatusCode);
        Assert.True(client.IsConnected);
    }

    [Theory]
    [InlineData("", "MAIL FROM:<sender@example.test>", "quoted-printable")]
    [InlineData("8BITMIME", "MAIL FROM:<sender@example.test> BODY=8BITMIME", "8bit")]
    [InlineData("CHUNKING,8BITMIME", "MAIL FROM:<sender@example.test> BODY=8BITMIME", "8bit")]
    public async Task Body_is_encoded_for_what_the_server_takes(string extensions, string mail, string encoding)
    {
        await using var server = new ScriptedSmtpServer(extensions);
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        await client.SendAsync(SmtpSample.Message("Grüße, and then a good deal of text in nothing but plain letters\r\n"));

        Assert.Equal(mail, server.Commands[0]);
        Assert.Contains($"Content-Transfer-Encoding: {encoding}\r\n", server.LastMessage, StringComparison.Ordinal);
        Assert.Contains("DATA", server.Commands);
    }

    [Fact]
    public async Task Binary_part_goes_as_bdat()
    {
        await using var server = new ScriptedSmtpServer("BINARYMIME,CHUNKING,8BITMIME,PIPELINING");
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        var reply = await client.SendAsync(SmtpSample.Message(".dots stay single\r\n", ContentEncoding.Binary));

        Assert.Equal("2.0.0 queued as 4712", reply);
        Assert.Equal("MAIL FROM:<sender@example.test> BODY=BINARYMIME", server.Commands[0]);
        Assert.Equal($"BDAT {server.LastMessage.Length} LAST", server.Commands[2]);
        Assert.EndsWith("\r\n\r\n.dots stay single\r\n", server.LastMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8BITMIME,SMTPUTF8", "MAIL FROM:<sender@example.test> SMTPUTF8", "RCPT TO:<j\u00c3\u00bcrgen@b\u00c3\u00bccher.example.test>")]
    [InlineData("8BITMIME", "MAIL FROM:<sender@example.test>", "RCPT TO:<j\u00c3\u00bcrgen@xn--bcher-kva.example.test>")]
    public async Task International_address_asks_for_smtputf8_where_offered(string extensions, string mail, string rcpt)
    {
        await using var server = new ScriptedSmtpServer(extensions);
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        await client.SendSampleAsync(SmtpSample.To("jürgen@bücher.example.test"));

        Assert.Equal([mail, rcpt], server.Commands.Take(2));
    }

    [Fact]
    public async Task Bcc_and_content_length_are_hidden_by_default()
    {
        await using var server = new ScriptedSmtpServer();
        using var client = new SmtpClient();
        using var message = SmtpSample.Message();
        message.Bcc.Add(new MailboxAddress("", "hidden@example.test"));
        message.Headers.Add("Content-Length", "5");
        await client.ConnectToAsync(server);

        await client.SendAsync(message);

        Assert.Contains("RCPT TO:<hidden@example.test>", server.Commands);
        Assert.DoesNotContain("hidden@example.test", server.LastMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-Length", server.LastMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_to_send_to_or_from_is_refused_before_the_wire()
    {
        await using var server = new ScriptedSmtpServer();
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.SendSampleAsync([]));
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.SendAsync(new MimeMessage()));

        Assert.Empty(server.Commands);
    }

    private sealed class AskingSmtpClient : SmtpClient
    {
        public Task<SmtpResponse> AskAsync(string command) => SendCommandAsync(command, TestContext.Current.CancellationToken);
    }
}
