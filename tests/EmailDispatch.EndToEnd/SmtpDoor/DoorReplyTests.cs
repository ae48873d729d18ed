namespace EmailDispatch.EndToEnd.SmtpDoor;

/// <summary>What the door answers, also to those who do not keep to the protocol. docs/smtp.md lists the replies.</summary>
public sealed class DoorReplyTests(DoorFixture fixture)
{
    private const string Head = "From: hi@acme.test\r\nTo: a@example.test\r\nSubject: Raw\r\n\r\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Extensions_are_offered_and_a_login_only_under_tls()
    {
        using var session = await RawSession.OpenAsync(await fixture.DoorAsync(), tls: false);

        var before = await session.SayAsync("EHLO my_pc");
        await session.SayAsync("STARTTLS");
        await session.StartTlsAsync();
        var after = await session.SayAsync("EHLO [IPv6:::1]");

        Assert.All(["SIZE 26214400", "8BITMIME", "SMTPUTF8", "PIPELINING", "ENHANCEDSTATUSCODES"], extension =>
        {
            Assert.Contains(extension, before, StringComparison.Ordinal);
            Assert.Contains(extension, after, StringComparison.Ordinal);
        });
        Assert.Contains("STARTTLS", before, StringComparison.Ordinal);
        Assert.DoesNotContain("AUTH", before, StringComparison.Ordinal);
        Assert.Contains("AUTH PLAIN LOGIN", after, StringComparison.Ordinal);
        Assert.DoesNotContain("STARTTLS", after, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AUTH PLAIN AGEAYg==", "530 5.7.0 ")]
    [InlineData("MAIL FROM:<hi@acme.test>", "530 5.7.0 ")]
    [InlineData("DATA", "530 5.7.0 ")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 1 2", "502 5.5.1 ")]
    [InlineData("EHLO", "501 5.5.4 ")]
    [InlineData("NOOP whatever", "250 2.0.0 ")]
    [InlineData("no\0op", "500 5.5.2 ")]
    [InlineData("\u00ff", "500 5.5.2 ")]
    [InlineData("QUIT", "221 2.0.0 ")]
    public async Task Command_before_tls_is_answered(string command, string reply)
    {
        using var session = await RawSession.OpenAsync(await fixture.DoorAsync(), tls: false);

        Assert.StartsWith(reply, await session.SayAsync(command), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AUTH PLAIN !!!", "501 5.5.2 ")]
    [InlineData("AUTH CRAM-MD5", "504 5.5.4 ")]
    [InlineData("AUTH PLAIN AGEAd3Jvbmcta2V5", "535 5.7.8 Unknown API key.")]
    [InlineData("AUTH PLAIN AGEAZWRfcmVhZGluZ19ub3RfYV9zZWNyZXRfMDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1u", "535 5.7.8 This needs an API key with the scope send")]
    [InlineData("MAIL FROM:<hi@acme.test>", "530 5.7.0 ")]
    public async Task Command_before_the_login_is_answered(string command, string reply)
    {
        using var session = await RawSession.OpenAsync(await fixture.DoorAsync());
        await session.SayAsync("EHLO raw.test");

        Assert.StartsWith(reply, await session.SayAsync(command), StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0 ", await session.SayAsync("NOOP"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MAIL FROM:<hi@acme.test> SIZE=99999999999", "552 5.3.4 ")]
    [InlineData("MAIL FROM:<hi@acme.test> RET=HDRS", "555 5.5.4 ")]
    [InlineData("MAIL FROM:hi@acme.test", "501 5.5.4 ")]
    [InlineData("MAIL FROM:<hi>", "501 5.1.7 ")]
    [InlineData("MAIL FROM:<h\u00c3\u00ad@acme.test>", "553 5.6.7 ")]
    [InlineData("MAIL FROM:<> BODY=8BITMIME", "250 2.1.0 ")]
    [InlineData("MAIL FROM:<h\u00c3\u00ad@acme.test> SMTPUTF8", "250 2.1.0 ")]
    [InlineData("RCPT TO:<a@example.test>", "503 5.5.1 ")]
    [InlineData("DATA", "503 5.5.1 ")]
    [InlineData("BDAT 1 LAST", "502 5.5.1 ")]
    public async Task Command_after_the_login_is_answered(string command, string reply)
    {
        var door = await fixture.DoorAsync();
        using var session = await RawSession.OpenAsync(door, door.Host.ApiKey);

        Assert.StartsWith(reply, await session.SayAsync(command), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\n.\nMAIL FROM:<evil@acme.test>\r\n.\r\n")]
    [InlineData("\r\n.\nMAIL FROM:<evil@acme.test>\r\n.\r\n")]
    [InlineData("\n.\r\nMAIL FROM:<evil@acme.test>\r\n.\r\n")]
    [InlineData("\r.\r\nMAIL FROM:<evil@acme.test>\r\n.\r\n")]
    [InlineData("\r\n.\rMAIL FROM:<evil@acme.test>\r\n.\r\n")]
    [InlineData("\0\r\n.\r\n")]
    public async Task Message_that_smuggles_is_refused_and_ends_the_session(string rest)
    {
        var door = await fixture.DoorAsync();
        using var session = await RawSession.OpenAsync(door, door.Host.ApiKey);
        await OpenMessageAsync(session);

        await session.SendAsync($"{Head}text{rest}");

        Assert.StartsWith("554 5.6.0 ", await session.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal("", await session.ReadAsync());
    }

    [Fact]
    public async Task Dots_and_pipelined_commands_are_kept_apart()
    {
        var door = await fixture.DoorAsync();
        using var session = await RawSession.OpenAsync(door, door.Host.ApiKey);
        await OpenMessageAsync(session);

        await session.SendAsync($"{Head}..\r\n...two\r\n.\r\nNOOP\r\nQUIT\r\n");

        var id = (await session.ReadAsync()).Trim().Split(' ')[^1];
        Assert.StartsWith("250 2.0.0 ", await session.ReadAsync(), StringComparison.Ordinal);
        Assert.StartsWith("221 2.0.0 ", await session.ReadAsync(), StringComparison.Ordinal);
        var received = await door.Provider!.Inbox.WaitForAsync(email => email.ContentText.Contains(id, StringComparison.Ordinal), cancellationToken: Cancellation);
        Assert.EndsWith("\r\n\r\n.\r\n..two\r\n", received.ContentText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_after_starttls_are_not_taken()
    {
        using var session = await RawSession.OpenAsync(await fixture.DoorAsync(), tls: false);

        await session.SendAsync("STARTTLS\r\nNOOP\r\n");

        Assert.StartsWith("503 5.5.1 ", await session.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal("", await session.ReadAsync());
    }

    [Fact]
    public async Task Message_beyond_the_limit_is_refused_and_the_session_goes_on()
    {
        var door = await fixture.DoorAsync();
        using var session = await RawSession.OpenAsync(door, door.Host.ApiKey);
        await OpenMessageAsync(session);
        var block = string.Concat(Enumerable.Repeat(new string('x', 76) + "\r\n", 10_000));

        await session.SendAsync(Head);
        for (var sent = 0; sent <= 26_214_400; sent += block.Length)
            await session.SendAsync(block);
        await session.SendAsync("\r\n.\r\n");

        Assert.StartsWith("552 5.3.4 ", await session.ReadAsync(), StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0 ", await session.SayAsync("NOOP"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recipients_beyond_50_are_left_for_the_next_message()
    {
        var door = await fixture.DoorAsync();
        using var session = await RawSession.OpenAsync(door, door.Host.ApiKey);
        await session.SayAsync("MAIL FROM:<hi@acme.test>");

        for (var n = 0; n < 120; n++)
            Assert.StartsWith(n < 50 ? "250 2.1.5 " : "452 4.5.3 ", await session.SayAsync($"RCPT TO:<a{n}@example.test>"), StringComparison.Ordinal);

        Assert.StartsWith("354 ", await session.SayAsync("DATA"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_in_several_transactions_goes_to_the_recipients_of_each()
    {
        var door = await fixture.DoorAsync();
        using var session = await RawSession.OpenAsync(door, door.Host.ApiKey);
        var message = $"Idempotency-Key: {Guid.NewGuid()}\r\nMessage-ID: <{Guid.NewGuid()}@acme.test>\r\n{Head}text\r\n.\r\n";

        var ids = new List<string>();
        foreach (var recipient in (string[])["one@example.test", "two@example.test"])
        {
            await OpenMessageAsync(session, recipient);
            await session.SendAsync(message);
            var reply = await session.ReadAsync();
            Assert.StartsWith("250 2.0.0 Ok: accepted as ", reply, StringComparison.Ordinal);
            ids.Add(reply.Trim().Split(' ')[^1]);
        }

        Assert.Equal(2, ids.Distinct().Count());
    }

    [Fact]
    public async Task Key_limits_sender_and_rate()
    {
        var door = await fixture.DoorAsync();
        using var restricted = await RawSession.OpenAsync(door, "ed_restricted_not_a_secret_0123456789abcdefghij");
        await OpenMessageAsync(restricted);
        await restricted.SendAsync($"{Head.Replace("hi@acme.test", "hi@other.test", StringComparison.Ordinal)}text\r\n.\r\n");
        Assert.StartsWith("550 5.7.1 from ", await restricted.ReadAsync(), StringComparison.Ordinal);

        using var slow = await RawSession.OpenAsync(door, "ed_slow_not_a_secret_0123456789abcdefghijklmnopq");
        var replies = new List<string>();
        for (var n = 0; n < 4; n++)
        {
            replies.Add(await slow.SayAsync("MAIL FROM:<hi@acme.test>"));
            await slow.SayAsync("RSET");
        }

        Assert.StartsWith("250 ", replies[0], StringComparison.Ordinal);
        Assert.Contains(replies, reply => reply.StartsWith("450 4.7.1 This API key is limited to 1 requests per second.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Invalid_message_is_refused_in_the_words_of_the_api()
    {
        var door = await fixture.DoorAsync();
        using var session = await RawSession.OpenAsync(door, door.Host.ApiKey);
        await OpenMessageAsync(session);

        await session.SendAsync("Subject: no author\r\n\r\ntext\r\n.\r\n");

        Assert.StartsWith("554 5.6.0 From ", await session.ReadAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Idempotency_key_in_the_message_is_for_one_message_only()
    {
        var door = await fixture.DoorAsync();
        using var session = await RawSession.OpenAsync(door, door.Host.ApiKey);
        var key = $"Resend-Idempotency-Key: {Guid.NewGuid()}\r\n";

        var replies = new List<string>();
        foreach (var text in (string[])["one", "one", "two"])
        {
            await OpenMessageAsync(session);
            await session.SendAsync($"{key}{Head}{text}\r\n.\r\n");
            replies.Add(await session.ReadAsync());
        }

        Assert.StartsWith("250 2.0.0 Ok: accepted as ", replies[0], StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0 Ok: already accepted as ", replies[1], StringComparison.Ordinal);
        Assert.StartsWith("554 5.5.0 ", replies[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repeated_message_is_one_email_and_one_for_another_recipient_is_another()
    {
        var door = await fixture.DoorAsync();
        using var session = await RawSession.OpenAsync(door, door.Host.ApiKey);
        var message = $"Message-ID: <{Guid.NewGuid()}@acme.test>\r\n{Head}text\r\n.\r\n";

        var replies = new List<string>();
        foreach (var recipient in (string[])["a@example.test", "a@example.test", "b@example.test"])
        {
            await OpenMessageAsync(session, recipient);
            await session.SendAsync(message);
            replies.Add((await session.ReadAsync()).Trim());
        }

        Assert.Equal(replies[0].Split(' ')[^1], replies[1].Split(' ')[^1]);
        Assert.NotEqual(replies[0].Split(' ')[^1], replies[2].Split(' ')[^1]);
    }

    [Fact]
    public async Task Refused_second_sender_does_not_change_the_first()
    {
        var door = await fixture.DoorAsync();
        using var session = await RawSession.OpenAsync(door, door.Host.ApiKey);
        await session.SayAsync("MAIL FROM:<hi@acme.test>");
        await session.SayAsync("RCPT TO:<first@example.test>");

        Assert.StartsWith("503 ", await session.SayAsync("MAIL FROM:<other@acme.test>"), StringComparison.Ordinal);
        Assert.StartsWith("354 ", await session.SayAsync("DATA"), StringComparison.Ordinal);
        await session.SendAsync($"{Head}text\r\n.\r\n");
        var id = (await session.ReadAsync()).Trim().Split(' ')[^1];

        var received = await door.Provider!.Inbox.WaitForAsync(email => email.ContentText.Contains(id, StringComparison.Ordinal), cancellationToken: Cancellation);
        Assert.Equal(["first@example.test"], received.AcceptedRecipients);
    }

    internal static async Task OpenMessageAsync(RawSession session, string recipient = "a@example.test")
    {
        Assert.StartsWith("250 ", await session.SayAsync("MAIL FROM:<hi@acme.test>"), StringComparison.Ordinal);
        Assert.StartsWith("250 ", await session.SayAsync($"RCPT TO:<{recipient}>"), StringComparison.Ordinal);
        Assert.StartsWith("354 ", await session.SayAsync("DATA"), StringComparison.Ordinal);
    }
}
