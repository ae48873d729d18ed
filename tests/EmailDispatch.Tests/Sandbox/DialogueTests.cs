using EmailDispatch.Sandbox;

namespace EmailDispatch.Tests.Sandbox;

public sealed class DialogueTests
{
    [Fact]
    public async Task Whole_dialogue_is_answered_and_recorded()
    {
        await using var server = await SandboxServer.StartAsync();
        await using var client = await RawSmtpClient.ConnectAsync(server);

        var replies = new List<string> { await client.ReadReplyAsync() };
        foreach (var line in (string[])["EHLO client.test", "MAIL FROM:<a@x.test> SIZE=20", "RCPT TO:<b@y.test>", "DATA", "Subject: Hi\r\n\r\nHello\r\n.", "QUIT"])
            replies.Add(await client.AskAsync(line));

        Assert.Equal(
            [
                "220 sandbox.test ESMTP sandbox",
                "250-sandbox.test\n250-PIPELINING\n250-SIZE 52428800\n250-8BITMIME\n250-SMTPUTF8\n250-ENHANCEDSTATUSCODES\n250 AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2",
                "250 2.1.0 Ok", "250 2.1.5 Ok", "354 End data with <CR><LF>.<CR><LF>", "250 2.0.0 Ok: queued as 1", "221 2.0.0 Bye",
            ], replies);
        Assert.Equal("", await client.ReadReplyAsync());
        var email = await server.Inbox.WaitForAsync(email => email.Sender == "a@x.test");
        Assert.Equal("Subject: Hi\r\n\r\nHello\r\n", email.ContentText);
        Assert.Equal(["b@y.test"], email.AcceptedRecipients);
        Assert.Equal("20", email.Parameters["SIZE"]);
        Assert.Equal(("client.test", 1, (string?)null), (email.ClientName, email.Session, email.AuthUser));
        Assert.Equal(
            ["", "EHLO client.test", "MAIL FROM:<a@x.test> SIZE=20", "RCPT TO:<b@y.test>", "DATA", ".", "QUIT"],
            server.Sessions.Single().Exchanges.Select(exchange => exchange.Command));
    }

    [Theory]
    [InlineData("MAIL FROM:<a@x.test>", "503 Send EHLO first")]
    [InlineData("RCPT TO:<a@x.test>", "503 Send MAIL first")]
    [InlineData("DATA", "503 Send MAIL first")]
    [InlineData("AUTH PLAIN AGEAYg==", "503 Send EHLO first")]
    [InlineData("STARTTLS", "502 Not offered here")]
    [InlineData("EHLO", "501 Syntax: EHLO name")]
    [InlineData("HELO", "501 Syntax: HELO name")]
    [InlineData("NOOP", "250 Ok")]
    [InlineData("RSET", "250 Ok")]
    [InlineData("VRFY a@x.test", "252 Cannot verify, but will take messages for it")]
    [InlineData("EXPN list", "502 Not offered here")]
    [InlineData("FROBNICATE", "500 Command not recognised")]
    [InlineData("helo client.test", "250 sandbox.test")]
    public async Task Command_before_ehlo_is_answered(string command, string expected)
    {
        await using var server = await SandboxServer.StartAsync();
        await using var client = await RawSmtpClient.ConnectAsync(server);
        await client.ReadReplyAsync();

        var reply = await client.AskAsync(command);

        Assert.Equal(expected, reply);
    }

    [Theory]
    [InlineData("503", "MAIL FROM:<a@x.test>", "MAIL FROM:<b@x.test>")]
    [InlineData("503", "MAIL FROM:<a@x.test>", "DATA")]
    [InlineData("503", "MAIL FROM:<a@x.test>", "RCPT TO:<bounce@x.test>", "DATA")]
    [InlineData("503", "MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test>", "RSET", "DATA")]
    [InlineData("503", "MAIL FROM:<a@x.test>", "EHLO again.test", "RCPT TO:<b@x.test>")]
    [InlineData("503", "MAIL FROM:<a@x.test>", "AUTH PLAIN AGEAYg==")]
    [InlineData("354", "MAIL FROM:<a@x.test>", "RCPT TO:<bounce@x.test>", "RCPT TO:<b@x.test>", "DATA")]
    [InlineData("250", "MAIL FROM:<>", "RCPT TO:<postmaster>")]
    [InlineData("250", "MAIL FROM:<@relay.test:a@x.test>", "RCPT TO:<\"a>b\"@x.test>")]
    [InlineData("250", "mail from:<a@x.test> body=8bitmime auth=<>", "rcpt to:<b+tag@x.test>")]
    [InlineData("501", "MAIL FROM: <a@x.test>")]
    [InlineData("501", "MAIL FROM:a@x.test")]
    [InlineData("501", "MAIL FROM:<a@x.test>SIZE=5")]
    [InlineData("501", "MAIL FROM:<a..b@x.test>")]
    [InlineData("501", "MAIL FROM:<a@x.test> SIZE=5 SIZE=6")]
    [InlineData("501", "MAIL FROM:<a@x.test> BODY=BINARYMIME")]
    [InlineData("555", "MAIL FROM:<a@x.test> RET=HDRS")]
    [InlineData("555", "MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test> NOTIFY=NEVER")]
    [InlineData("501", "MAIL FROM:<a@x.test>", "RCPT TO:<nobody>")]
    [InlineData("501", "MAIL FROM:<a@x.test>", "RCPT TO:<a@@x.test>")]
    [InlineData("553", "MAIL FROM:<ü@x.test>")]
    [InlineData("553", "MAIL FROM:<a@x.test>", "RCPT TO:<ü@x.test>")]
    [InlineData("250", "MAIL FROM:<ü@x.test> SMTPUTF8", "RCPT TO:<用户@例え.test>")]
    public async Task Commands_after_ehlo_are_held_to_sequence_and_syntax(string expected, params string[] commands)
    {
        await using var server = await SandboxServer.StartAsync();
        await using var client = await RawSmtpClient.GreetedAsync(server);

        var reply = await client.AskAllAsync(commands);

        Assert.StartsWith(expected, reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extension_switched_off_is_neither_told_nor_taken()
    {
        await using var server = await SandboxServer.StartAsync(new() { Extensions = SmtpExtensions.None });
        await using var client = await RawSmtpClient.ConnectAsync(server);
        await client.ReadReplyAsync();

        Assert.Equal("250 sandbox.test", await client.AskAsync("EHLO client.test"));
        Assert.Equal("502 Not offered here", await client.AskAsync("AUTH PLAIN AGEAYg=="));
        Assert.Equal("555 Parameter SIZE not recognised", await client.AskAsync("MAIL FROM:<a@x.test> SIZE=5"));
        Assert.Equal("555 Parameter SMTPUTF8 not recognised", await client.AskAsync("MAIL FROM:<a@x.test> SMTPUTF8"));
        Assert.Equal("555 Parameter BODY not recognised", await client.AskAsync("MAIL FROM:<a@x.test> BODY=8BITMIME"));
        await client.SendAsync("NOOP\r\nNOOP\r\n");
        Assert.Equal("503 Pipelining is not offered; wait for each reply", await client.ReadReplyAsync());
        Assert.Equal("250 Ok", await client.ReadReplyAsync());
    }

    [Fact]
    public async Task Pipelined_session_is_answered_in_order()
    {
        await using var server = await SandboxServer.StartAsync();
        await using var client = await RawSmtpClient.GreetedAsync(server);

        await client.SendAsync("MAIL FROM:<a@x.test>\r\nRCPT TO:<bounce@x.test>\r\nRCPT TO:<b@x.test>\r\nDATA\r\n");
        var replies = new[] { await client.ReadReplyAsync(), await client.ReadReplyAsync(), await client.ReadReplyAsync(), await client.ReadReplyAsync() };
        await client.SendAsync("Hi\r\n.\r\nMAIL FROM:<c@x.test>\r\nRSET\r\nQUIT\r\n");
        var rest = new[] { await client.ReadReplyAsync(), await client.ReadReplyAsync(), await client.ReadReplyAsync(), await client.ReadReplyAsync() };

        Assert.Equal(["250", "550", "250", "354"], replies.Select(reply => reply[..3]));
        Assert.Equal(["250", "250", "250", "221"], rest.Select(reply => reply[..3]));
        Assert.Equal([550, 250], server.Inbox.After().Single().Recipients.Select(recipient => recipient.Reply.Code));
    }

    [Fact]
    public async Task Too_many_errors_end_the_connection()
    {
        await using var server = await SandboxServer.StartAsync();
        await using var client = await RawSmtpClient.GreetedAsync(server);

        var replies = new List<string>();
        while (replies is not [.., ""] && replies.Count < 50)
            replies.Add(await client.AskAsync("FROBNICATE"));

        Assert.StartsWith("421 4.7.0", replies[^2], StringComparison.Ordinal);
        Assert.Equal(22, replies.Count);
    }
}
