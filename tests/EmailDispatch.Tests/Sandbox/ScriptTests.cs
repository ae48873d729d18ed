using EmailDispatch.Sandbox;

namespace EmailDispatch.Tests.Sandbox;

public sealed class ScriptTests
{
    [Theory]
    [InlineData(SandboxPhase.Connect, 0)]
    [InlineData(SandboxPhase.Ehlo, 1)]
    [InlineData(SandboxPhase.Auth, 2)]
    [InlineData(SandboxPhase.Mail, 3)]
    [InlineData(SandboxPhase.Rcpt, 4)]
    [InlineData(SandboxPhase.Data, 5)]
    [InlineData(SandboxPhase.Dot, 6)]
    [InlineData(SandboxPhase.Other, 7)]
    public async Task Script_answers_at_its_phase_only(SandboxPhase phase, int step)
    {
        await using var server = await SandboxServer.StartAsync();
        using var script = server.On(phase, _ => "454 4.9.9 Scripted");
        await using var client = await RawSmtpClient.ConnectAsync(server);

        var replies = new List<string> { await client.ReadReplyAsync() };
        string[] lines = ["EHLO client.test", "AUTH PLAIN AGEAYg==", "MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test>", "DATA", "Hi\r\n.", "NOOP"];
        foreach (var line in lines.TakeWhile((_, i) => i < step))
            replies.Add(await client.AskAsync(line));

        Assert.All(replies.SkipLast(1), reply => Assert.DoesNotContain("Scripted", reply, StringComparison.Ordinal));
        Assert.EndsWith("Scripted", replies[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Script_sees_the_envelope_and_the_content()
    {
        var seen = new List<SmtpCommandContext>();
        await using var server = await SandboxServer.StartAsync();
        server.On(SandboxPhase.Dot, context =>
        {
            seen.Add(context);
            return null;
        });
        await using var client = await RawSmtpClient.GreetedAsync(server);

        await client.AskAllAsync(
            "AUTH PLAIN AHVzZXIAcGFzcw==", "MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test>", "RCPT TO:<bounce@x.test>", "DATA", "Hi\r\n.");

        var context = Assert.Single(seen);
        Assert.Equal(("a@x.test", "user", 1, 1), (context.Sender, context.User, context.Session, context.Occurrence));
        Assert.Equal(["b@x.test"], context.Recipients);
        Assert.Equal("Hi\r\n"u8.ToArray(), context.Content.ToArray());
    }

    [Fact]
    public async Task Script_can_fail_the_first_time_only()
    {
        await using var server = await SandboxServer.StartAsync();
        server.On(SandboxPhase.Mail, context => context.Occurrence == 1 ? "451 4.3.0 Not now" : null);
        await using var client = await RawSmtpClient.GreetedAsync(server);

        Assert.Equal("451 4.3.0 Not now", await client.AskAsync("MAIL FROM:<a@x.test>"));
        Assert.Equal("250 2.1.0 Ok", await client.AskAsync("MAIL FROM:<a@x.test>"));
    }

    [Fact]
    public async Task Newest_script_is_asked_first_until_it_is_disposed()
    {
        await using var server = await SandboxServer.StartAsync();
        server.On(SandboxPhase.Mail, _ => "451 4.3.0 Old");
        var newest = server.On(SandboxPhase.Mail, _ => "451 4.3.0 New");
        await using var client = await RawSmtpClient.GreetedAsync(server);

        Assert.Equal("451 4.3.0 New", await client.AskAsync("MAIL FROM:<a@x.test>"));
        newest.Dispose();
        Assert.Equal("451 4.3.0 Old", await client.AskAsync("MAIL FROM:<a@x.test>"));
    }

    [Fact]
    public async Task Script_can_hold_a_reply_back_at_a_gate()
    {
        var gate = new TaskCompletionSource();
        await using var server = await SandboxServer.StartAsync();
        server.On(SandboxPhase.Dot, async (_, cancellationToken) =>
        {
            await gate.Task.WaitAsync(cancellationToken);
            return null;
        });
        await using var client = await RawSmtpClient.GreetedAsync(server);
        await client.AskAllAsync("MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test>", "DATA");

        var reply = client.AskAsync("Hi\r\n.");
        await server.WaitUntilAsync(s => s.Sessions.Single().CommandCount == 4);
        Assert.False(reply.IsCompleted);
        gate.SetResult();

        Assert.Equal("250 2.0.0 Ok: queued as 1", await reply);
    }

    [Theory]
    [InlineData(SandboxPhase.Connect, 0)]
    [InlineData(SandboxPhase.Mail, 0)]
    [InlineData(SandboxPhase.Body, 0)]
    [InlineData(SandboxPhase.Dot, 1)]
    public async Task Drop_closes_without_a_word(SandboxPhase phase, int kept)
    {
        await using var server = await SandboxServer.StartAsync();
        server.On(phase, _ => SandboxReply.Drop);
        await using var client = await RawSmtpClient.ConnectAsync(server);

        var last = await client.ReadReplyAsync();
        foreach (var line in (string[])["EHLO client.test", "MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test>", "DATA", "Hi\r\n."])
        {
            if (last.Length > 0)
                last = await client.AskAsync(line);
        }

        Assert.Equal("", last);
        Assert.Equal(kept, server.Inbox.Count);
    }

    [Fact]
    public async Task Reply_with_421_closes()
    {
        await using var server = await SandboxServer.StartAsync();
        server.On(SandboxPhase.Rcpt, _ => "421 4.3.2 Going down");
        await using var client = await RawSmtpClient.GreetedAsync(server);

        Assert.Equal("421 4.3.2 Going down", await client.AskAllAsync("MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test>"));
        Assert.Equal("", await client.ReadReplyAsync());
    }

    [Fact]
    public async Task Reply_of_several_lines_is_told_as_such()
    {
        await using var server = await SandboxServer.StartAsync();
        server.On(SandboxPhase.Mail, _ => "550 5.7.1 First\nSecond");
        await using var client = await RawSmtpClient.GreetedAsync(server);

        Assert.Equal("550-5.7.1 First\n550 5.7.1 Second", await client.AskAsync("MAIL FROM:<a@x.test>"));
    }

    [Fact]
    public async Task Reply_with_a_code_in_every_line_is_sent_word_for_word()
    {
        await using var server = await SandboxServer.StartAsync();
        server.On("MAIL", "550-5.7.1 First\r\n550 Second");
        await using var client = await RawSmtpClient.GreetedAsync(server);

        Assert.Equal("550-5.7.1 First\n550 Second", await client.AskAsync("MAIL FROM:<a@x.test>"));
    }

    [Fact]
    public async Task Replies_to_a_command_come_in_order_and_the_last_one_repeats()
    {
        await using var server = await SandboxServer.StartAsync();
        server.On("RCPT TO:<b", "450 4.2.0 Later", "550 5.1.1 Never");
        await using var client = await RawSmtpClient.GreetedAsync(server);
        await client.AskAsync("MAIL FROM:<a@x.test>");

        var replies = new List<string>();
        foreach (var recipient in new[] { "b", "c", "b", "b" })
            replies.Add(await client.AskAsync($"RCPT TO:<{recipient}@x.test>"));

        Assert.Equal(["450 4.2.0 Later", "250 2.1.5 Ok", "550 5.1.1 Never", "550 5.1.1 Never"], replies);
        Assert.Equal(["MAIL FROM:<a@x.test>", .. new[] { "b", "c", "b", "b" }.Select(name => $"RCPT TO:<{name}@x.test>")], server.Commands);
    }

    [Fact]
    public async Task Script_that_throws_closes_the_connection_and_is_told_to_the_test()
    {
        await using var server = await SandboxServer.StartAsync();
        server.On(SandboxPhase.Mail, _ => throw new InvalidOperationException("in the script"));
        await using var client = await RawSmtpClient.GreetedAsync(server);

        Assert.Equal("", await client.AskAsync("MAIL FROM:<a@x.test>"));
        Assert.Equal("in the script", Assert.Single(server.Failures).Message);
    }

    [Theory]
    [InlineData("250")]
    [InlineData("550 5.1.1")]
    [InlineData("550 5.1.1 No such user")]
    [InlineData("354 Go on")]
    public void Reply_is_read_and_written_alike(string text)
    {
        Assert.Equal(text, SandboxReply.Parse(text).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("25")]
    [InlineData("999 Ok")]
    [InlineData("Ok")]
    public void Text_that_is_no_reply_is_refused(string text)
    {
        Assert.Throws<FormatException>(() => SandboxReply.Parse(text));
    }
}
