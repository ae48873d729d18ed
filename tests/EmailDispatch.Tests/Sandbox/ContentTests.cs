using System.Text;
using EmailDispatch.Sandbox;

namespace EmailDispatch.Tests.Sandbox;

public sealed class ContentTests
{
    [Fact]
    public async Task Every_octet_arrives_as_it_was_sent()
    {
        byte[] content = [.. Enumerable.Range(0, 256).Select(i => (byte)i), .. "\r\n"u8];
        await using var server = await SandboxServer.StartAsync();
        await using var client = await RawSmtpClient.GreetedAsync(server);
        await client.AskAllAsync("MAIL FROM:<a@x.test> BODY=8BITMIME", "RCPT TO:<b@x.test>", "DATA");

        await client.SendAsync([.. content, .. ".\r\n"u8]);
        await client.ReadReplyAsync();

        Assert.Equal(content, server.Inbox.After().Single().Content.ToArray());
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("..\r\n", ".\r\n")]
    [InlineData("..two\r\n...three\r\na.b\r\n", ".two\r\n..three\r\na.b\r\n")]
    [InlineData(".unstuffed by the client\r\n", "unstuffed by the client\r\n")]
    [InlineData("a\n.\nb\r\n", "a\n.\nb\r\n")]
    [InlineData("a\r.\rb\r\n", "a\r.\rb\r\n")]
    [InlineData("a\n.\r\nb\r\n", "a\n.\r\nb\r\n")]
    [InlineData("a\r\n.\nb\r\n", "a\r\n\nb\r\n")]
    public async Task Only_crlf_dot_crlf_ends_a_message(string sent, string expected)
    {
        await using var server = await SandboxServer.StartAsync();
        await using var client = await RawSmtpClient.GreetedAsync(server);
        await client.AskAllAsync("MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test>", "DATA");

        // Octet by octet: the end must be found wherever the network cuts.
        foreach (var octet in Encoding.ASCII.GetBytes(sent + ".\r\n"))
            await client.SendAsync([octet]);

        Assert.StartsWith("250", await client.ReadReplyAsync(), StringComparison.Ordinal);
        Assert.Equal(expected, server.Inbox.After().Single().ContentText);
    }

    [Fact]
    public async Task Large_message_arrives_whole()
    {
        var text = string.Concat(Enumerable.Range(0, 120_000).Select(i => $"{(i % 7 == 0 ? "." : "")}line {i} {new string('x', i % 60)}\r\n"));
        await using var server = await SandboxServer.StartAsync();
        await using var client = await RawSmtpClient.GreetedAsync(server);
        await client.AskAllAsync("MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test>", "DATA");

        await client.SendAsync(text.Replace("\r\n.", "\r\n..", StringComparison.Ordinal).Insert(0, ".") + ".\r\n");
        await client.ReadReplyAsync();

        Assert.Equal(text, server.Inbox.After().Single().ContentText);
    }

    [Fact]
    public async Task Declared_size_over_the_limit_is_refused_at_mail()
    {
        await using var server = await SandboxServer.StartAsync(new() { MaxMessageBytes = 1_000 });
        await using var client = await RawSmtpClient.GreetedAsync(server);

        Assert.Equal("552 5.3.4 Message too large", await client.AskAsync("MAIL FROM:<a@x.test> SIZE=1001"));
        Assert.Equal("250 2.1.0 Ok", await client.AskAsync("MAIL FROM:<a@x.test> SIZE=1000"));
    }

    [Fact]
    public async Task Message_over_the_limit_is_refused_at_the_dot_and_the_session_goes_on()
    {
        await using var server = await SandboxServer.StartAsync(new() { MaxMessageBytes = 1_000 });
        await using var client = await RawSmtpClient.GreetedAsync(server);
        await client.AskAllAsync("MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test>", "DATA");

        var reply = await client.AskAsync(string.Concat(Enumerable.Repeat(new string('x', 98) + "\r\n", 11)) + ".");

        Assert.Equal("552 5.3.4 Message too large", reply);
        Assert.Equal("250 2.1.0 Ok", await client.AskAsync("MAIL FROM:<a@x.test>"));
        Assert.Empty(server.Inbox.After());
    }

    [Fact]
    public async Task Endless_message_is_cut_off()
    {
        await using var server = await SandboxServer.StartAsync(new() { MaxMessageBytes = 1_000 });
        await using var client = await RawSmtpClient.GreetedAsync(server);
        await client.AskAllAsync("MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test>", "DATA");

        await client.SendAsync(string.Concat(Enumerable.Repeat(new string('x', 98) + "\r\n", 500)));

        Assert.Equal("", await client.ReadReplyAsync());
    }

    [Theory]
    [InlineData(998, "250")]
    [InlineData(999, "554 5.6.0")]
    public async Task Text_line_is_held_to_998_octets(int length, string expected)
    {
        await using var server = await SandboxServer.StartAsync();
        await using var client = await RawSmtpClient.GreetedAsync(server);
        await client.AskAllAsync("MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test>", "DATA");

        var reply = await client.AskAsync(new string('x', length) + "\r\nshort\r\n.");

        Assert.StartsWith(expected, reply, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2_100)]
    [InlineData(20_000)]
    [InlineData(200_000)]
    public async Task Command_line_too_long_is_refused_and_the_session_goes_on(int length)
    {
        await using var server = await SandboxServer.StartAsync();
        await using var client = await RawSmtpClient.GreetedAsync(server);

        var reply = await client.AskAsync("NOOP " + new string('x', length));

        Assert.Equal("500 5.5.2 Line too long", reply);
        Assert.Equal("250 2.0.0 Ok", await client.AskAsync("NOOP"));
    }

    [Fact]
    public async Task Command_line_ended_by_lf_alone_is_refused()
    {
        await using var server = await SandboxServer.StartAsync();
        await using var client = await RawSmtpClient.GreetedAsync(server);

        await client.SendAsync("NOOP\n");

        Assert.Equal("500 5.5.2 Lines end with CR LF", await client.ReadReplyAsync());
    }

    [Fact]
    public async Task Recipients_over_the_limit_are_refused_for_now()
    {
        await using var server = await SandboxServer.StartAsync(new() { MaxRecipients = 2 });
        await using var client = await RawSmtpClient.GreetedAsync(server);

        var reply = await client.AskAllAsync("MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test>", "RCPT TO:<c@x.test>", "RCPT TO:<d@x.test>");

        Assert.Equal("452 4.5.3 Too many recipients", reply);
    }
}
