using EmailDispatch.Sandbox;

namespace EmailDispatch.Tests.Sandbox;

public sealed class FaultAddressTests
{
    [Theory]
    [InlineData("bounce@x.test", "550 5.1.1 No such user here: bounce@x.test")]
    [InlineData("Bounce+tag@x.test", "550 5.1.1 No such user here: Bounce+tag@x.test")]
    [InlineData("defer@x.test", "451 4.3.0 Temporary local problem, try again later")]
    [InlineData("greylist@x.test", "451 4.7.1 Greylisted, try again in 5 minutes")]
    [InlineData("quota@x.test", "452 4.3.1 Daily quota exceeded, try again in 10 seconds")]
    [InlineData("bouncer@x.test", "250 2.1.5 Ok")]
    [InlineData("unverified@x.test", "250 2.1.5 Ok")]
    public async Task Recipient_is_answered_at_rcpt(string recipient, string expected)
    {
        await using var server = await SandboxServer.StartAsync();
        await using var client = await RawSmtpClient.GreetedAsync(server);

        Assert.Equal(expected, await client.AskAllAsync("MAIL FROM:<a@x.test>", $"RCPT TO:<{recipient}>"));
    }

    [Theory]
    [InlineData("unverified+a@x.test", "550 5.7.1 Sender not verified: unverified+a@x.test")]
    [InlineData("quota@x.test", "452 4.3.1 Daily quota exceeded, try again in 10 seconds")]
    [InlineData("bounce@x.test", "250 2.1.0 Ok")]
    public async Task Sender_is_answered_at_mail(string sender, string expected)
    {
        await using var server = await SandboxServer.StartAsync();
        await using var client = await RawSmtpClient.GreetedAsync(server);

        Assert.Equal(expected, await client.AskAsync($"MAIL FROM:<{sender}>"));
    }

    [Fact]
    public async Task Greylisted_pair_is_accepted_after_its_period()
    {
        var time = ManualTime.At("2026-01-01T00:00:00Z");
        await using var server = await SandboxServer.StartAsync(new()
        {
            Time = time,
            Faults = new() { GreylistPeriod = TimeSpan.FromSeconds(30), GreylistAdvice = TimeSpan.FromSeconds(30) },
        });
        await using var client = await RawSmtpClient.GreetedAsync(server);
        await client.AskAsync("MAIL FROM:<a@x.test>");

        var first = await client.AskAsync("RCPT TO:<greylist@x.test>");
        time.Advance(TimeSpan.FromSeconds(29));
        var early = await client.AskAsync("RCPT TO:<greylist@x.test>");
        time.Advance(TimeSpan.FromSeconds(1));
        var inTime = await client.AskAsync("RCPT TO:<greylist@x.test>");
        var otherSender = await client.AskAllAsync("RSET", "MAIL FROM:<b@x.test>", "RCPT TO:<greylist@x.test>");

        Assert.Equal("451 4.7.1 Greylisted, try again in 30 seconds", first);
        Assert.Equal(first, early);
        Assert.Equal("250 2.1.5 Ok", inTime);
        Assert.Equal(first, otherSender);
    }

    [Fact]
    public async Task Spam_is_refused_at_the_dot_and_not_kept()
    {
        await using var server = await SandboxServer.StartAsync();
        await using var client = await RawSmtpClient.GreetedAsync(server);

        var reply = await client.AskAllAsync("MAIL FROM:<a@x.test>", "RCPT TO:<spam@x.test>", "DATA", "Hi\r\n.");

        Assert.Equal("554 5.7.1 Message rejected as spam", reply);
        Assert.Empty(server.Inbox.After());
    }

    [Fact]
    public async Task Slow_is_answered_after_its_time()
    {
        var started = TimeProvider.System.GetTimestamp();
        var delay = TimeSpan.FromMilliseconds(300);
        await using var server = await SandboxServer.StartAsync(new() { Faults = new() { SlowReply = delay } });
        await using var client = await RawSmtpClient.GreetedAsync(server);

        var reply = await client.AskAllAsync("MAIL FROM:<a@x.test>", "RCPT TO:<slow@x.test>", "DATA", "Hi\r\n.");

        Assert.StartsWith("250", reply, StringComparison.Ordinal);
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= delay);
    }

    [Fact]
    public async Task Drop_in_data_closes_in_the_middle_of_the_message()
    {
        await using var server = await SandboxServer.StartAsync();
        await using var client = await RawSmtpClient.GreetedAsync(server);
        await client.AskAllAsync("MAIL FROM:<a@x.test>", "RCPT TO:<drop-in-data@x.test>", "DATA");

        await client.SendAsync("Subject: Hi\r\n");

        Assert.Equal("", await client.ReadReplyAsync());
        Assert.Empty(server.Inbox.After());
    }

    [Fact]
    public async Task Drop_after_dot_keeps_the_email_and_says_nothing()
    {
        await using var server = await SandboxServer.StartAsync();
        await using var client = await RawSmtpClient.GreetedAsync(server);

        var reply = await client.AskAllAsync("MAIL FROM:<a@x.test>", "RCPT TO:<drop-after-dot@x.test>", "DATA", "Hi\r\n.");

        Assert.Equal("", reply);
        Assert.True(server.Inbox.After().Single().IsUnanswered);
    }
}
