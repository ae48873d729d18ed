using EmailDispatch.Sandbox;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Smtp;

public sealed class SmtpSenderTests
{
    [Theory]
    [InlineData("200 OK")]
    [InlineData("251 2.0.0 accepted for forwarding")]
    [InlineData("299 whatever")]
    public async Task Any_2xx_to_the_final_dot_is_acceptance_and_the_connection_stays(string reply)
    {
        await using var sending = await Sending.StartAsync();
        sending.Server.On(SandboxPhase.Dot, _ => SandboxReply.Parse(reply));

        var result = await sending.SendAsync();
        var second = await sending.SendAsync();

        Assert.Equal((reply, true), (result.Reply.ToString(), result.Accepted));
        Assert.True(second.Accepted);
        Assert.Equal(1, sending.Server.OpenedConnections);
    }

    [Theory]
    [InlineData("mail.example.test", "", "EHLO mail.example.test")]
    [InlineData("", "noreply@acme.test", "EHLO acme.test")]
    public async Task Name_in_ehlo_is_the_setting_or_a_full_name(string setting, string from, string expected)
    {
        await using var sending = await Sending.StartAsync();
        (sending.Provider.EhloName, sending.Provider.DefaultFromAddress) = (setting, from);

        await sending.SendAsync();

        var ehlo = sending.Server.Sessions[0].Exchanges.First(e => e.Command.StartsWith("EHLO", StringComparison.Ordinal)).Command;
        Assert.True(ehlo == expected || (setting.Length == 0 && ehlo.Contains('.', StringComparison.Ordinal)), ehlo);
    }

    [Fact]
    public async Task Accepted_message_keeps_the_servers_words()
    {
        await using var sending = await Sending.StartAsync();
        sending.Server.On(SandboxPhase.Dot, _ => "250 2.0.0 Ok: queued as 4XyZ");

        var result = await sending.SendAsync();

        Assert.Equal((SmtpPhase.FinalDot, "250 2.0.0 Ok: queued as 4XyZ", true), (result.Phase, result.Reply.ToString(), result.Accepted));
    }

    [Fact]
    public async Task Recipients_are_refused_one_by_one()
    {
        await using var sending = await Sending.StartAsync();

        var result = await sending.SendAsync("a@x.test", "bounce@x.test", "b@x.test");

        Assert.True(result.Accepted);
        Assert.Equal("bounce@x.test", Assert.Single(result.Refused).Key);
        Assert.Equal(["a@x.test", "b@x.test"], sending.Server.Inbox.After().Single().AcceptedRecipients);
    }

    [Fact]
    public async Task Refusals_of_one_message_are_not_those_of_the_next()
    {
        await using var sending = await Sending.StartAsync();

        var first = await sending.SendAsync("a@x.test", "bounce@x.test");
        var second = await sending.SendAsync("b@x.test", "bounce@y.test");

        Assert.Equal("bounce@x.test", Assert.Single(first.Refused).Key);
        Assert.Equal("bounce@y.test", Assert.Single(second.Refused).Key);
        Assert.Equal(1, sending.Server.OpenedConnections);
    }

    [Fact]
    public async Task All_recipients_refused_is_the_phase_of_the_recipients()
    {
        await using var sending = await Sending.StartAsync();

        var result = await sending.SendAsync("bounce@x.test", "bounce@y.test");

        Assert.Equal((SmtpPhase.RcptTo, 2, false), (result.Phase, result.Refused.Count, result.Accepted));
        Assert.Contains(result.Reply, result.Refused.Values);
    }

    [Fact]
    public async Task Refused_sender_is_the_phase_of_mail()
    {
        await using var sending = await Sending.StartAsync();
        sending.Server.On(SandboxPhase.Mail, _ => "550 5.7.1 Sender not verified");

        var result = await sending.SendAsync();

        Assert.Equal((SmtpPhase.MailFrom, 550), (result.Phase, result.Reply.Code));
    }

    [Theory]
    [InlineData("550 5.7.1 Sender not verified", "503 5.5.1 MAIL first")]
    [InlineData("550 5.7.1 Sender not verified", "250 2.1.5 Ok")]
    [InlineData("530 5.7.0 Authentication required", "503 5.5.1 MAIL first")]
    [InlineData("530 5.7.0 Authentication required", "250 2.1.5 Ok")]
    public async Task Answers_to_recipients_after_a_refused_sender_mean_nothing(string mail, string rcpt)
    {
        await using var sending = await Sending.StartAsync();
        sending.Server.On(SandboxPhase.Mail, _ => SandboxReply.Parse(mail));
        sending.Server.On(SandboxPhase.Rcpt, _ => SandboxReply.Parse(rcpt));

        var result = await sending.SendAsync("a@x.test", "b@x.test");

        Assert.Equal((SmtpPhase.MailFrom, mail), (result.Phase, result.Reply.ToString()));
        Assert.Empty(result.Refused);
    }

    [Theory]
    [InlineData(20_000, false)]
    [InlineData(60_000, true)]
    public async Task Size_is_declared_where_it_comes_near_the_limit(int length, bool isDeclared)
    {
        await using var sending = await Sending.StartAsync(new SandboxServerOptions { MaxMessageBytes = 100_000 });

        var result = await sending.SendAsync(new string('x', length), [], TestContext.Current.CancellationToken);

        Assert.True(result.Accepted);
        var mail = sending.Server.Sessions[0].Exchanges.Single(e => e.Command.StartsWith("MAIL", StringComparison.Ordinal)).Command;
        Assert.Equal(isDeclared, mail.Contains(" SIZE=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Message_over_the_servers_limit_is_refused_before_it_is_sent()
    {
        await using var sending = await Sending.StartAsync(new SandboxServerOptions { MaxMessageBytes = 100_000 });

        var result = await sending.SendAsync(new string('x', 120_000), [], TestContext.Current.CancellationToken);

        Assert.Equal((SmtpPhase.MailFrom, 552), (result.Phase, result.Reply.Code));
        Assert.DoesNotContain("DATA", sending.Commands(1));
    }

    [Fact]
    public async Task Break_within_the_body_is_before_the_final_dot()
    {
        await using var sending = await Sending.StartAsync();
        sending.Server.On(SandboxPhase.Body, _ => SandboxReply.Drop);

        // More than fits the buffers of both sockets, so that it cannot have left as a whole.
        var result = await sending.SendAsync(new string('x', 8 * 1024 * 1024), [], TestContext.Current.CancellationToken);

        Assert.Equal((SmtpPhase.Data, 0), (result.Phase, result.Reply.Code));
    }

    [Fact]
    public async Task Break_after_the_final_dot_is_told_and_never_repeated()
    {
        await using var sending = await Sending.StartAsync();
        await sending.SendAsync();
        sending.Server.On(SandboxPhase.Dot, _ => SandboxReply.Drop);

        var result = await sending.SendAsync();

        Assert.Equal((SmtpPhase.FinalDot, 0, false), (result.Phase, result.Reply.Code, result.Accepted));
        Assert.Equal(1, sending.Server.OpenedConnections);
    }

    [Fact]
    public async Task Answer_to_the_message_may_take_longer_than_that_to_a_command()
    {
        await using var sending = await Sending.StartAsync();
        sending.Provider.CommandTimeout = TimeSpan.FromSeconds(1);
        sending.Server.On(SandboxPhase.Dot, async (_, cancellation) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2), cancellation);
            return null;
        });

        var accepted = await sending.SendAsync();
        var given = new TaskCompletionSource();
        sending.Server.On(SandboxPhase.Mail, async (_, cancellation) =>
        {
            await given.Task.WaitAsync(cancellation);
            return null;
        });
        var late = await sending.SendAsync();
        given.SetResult();

        Assert.True(accepted.Accepted);
        Assert.Equal((SmtpPhase.MailFrom, 0), (late.Phase, late.Reply.Code));
    }

    [Fact]
    public async Task Reply_to_mail_far_beyond_the_usual_is_given_up_and_the_next_ones_have_the_whole_timeout()
    {
        await using var sending = await Sending.StartAsync();
        for (var n = 0; n < 5; n++)
            await sending.SendAsync();
        var pace = sending.Pools.For(sending.Provider).Pace;
        var learned = pace.ReplyTimeout(1);
        var given = new TaskCompletionSource();
        sending.Server.On(SandboxPhase.Mail, async (_, cancellation) =>
        {
            await given.Task.WaitAsync(cancellation);
            return null;
        });

        var mute = await sending.SendAsync();
        given.SetResult();
        var next = await sending.SendAsync();

        Assert.Equal((SmtpPhase.MailFrom, FaultKind.Timeout), (mute.Phase, mute.Reply.Fault));
        Assert.InRange(learned, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4));
        Assert.Equal(sending.Provider.CommandTimeout, pace.ReplyTimeout(1));
        Assert.True(next.Accepted);
    }

    [Fact]
    public async Task Login_that_ran_out_on_a_kept_connection_is_made_again_on_another()
    {
        await using var sending = await Sending.StartAsync();
        sending.LogInWith("not-a-secret");
        await sending.SendAsync();
        var isOver = true;
        sending.Server.On(SandboxPhase.Mail, _ => isOver ? (isOver = false, Reply: "530 5.7.0 Authentication required").Reply : null);

        var result = await sending.SendAsync();

        Assert.True(result.Accepted);
        Assert.Equal(2, sending.Server.OpenedConnections);
    }

    [Theory]
    [InlineData(SandboxPhase.Mail)]
    [InlineData(SandboxPhase.Rcpt)]
    [InlineData(SandboxPhase.Dot)]
    public async Task Host_that_stops_does_not_interrupt_from_mail_on(SandboxPhase phase)
    {
        await using var sending = await Sending.StartAsync();
        using var stopping = new CancellationTokenSource();
        sending.Server.On(phase, async (_, _) =>
        {
            await stopping.CancelAsync();
            return null;
        });

        var result = await sending.SendAsync("Hi", [], stopping.Token);

        Assert.True(result.Accepted);
    }

    [Fact]
    public async Task Host_that_has_stopped_sends_nothing()
    {
        await using var sending = await Sending.StartAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.SendAsync("Hi", [], new CancellationToken(canceled: true)));

        Assert.Equal(0, sending.Server.Inbox.Count);
    }

    [Fact]
    public async Task Many_at_once_with_failures_lose_and_leak_nothing()
    {
        await using var sending = await Sending.StartAsync();
        sending.Provider.MaxMessagesPerConnection = 7;
        sending.Server.On(SandboxPhase.Mail, context => context.Occurrence % 5 == 0 ? "421 4.3.2 Busy" : null);
        sending.Server.On(SandboxPhase.Dot, context => context.Occurrence % 11 == 0 ? "451 4.3.0 Later" : null);

        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => sending.SendAsync()));

        Assert.Equal(results.Count(r => r.Accepted), sending.Server.Inbox.Count);
        Assert.All(results.Where(r => !r.Accepted), r => Assert.Contains(r.Reply.Code, new[] { 421, 451 }));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(500_000)]
    public async Task Message_whose_limit_is_over_never_gets_its_final_dot(int length)
    {
        await using var sending = await Sending.StartAsync();
        var asked = 0;
        sending.Limit = new SendLimit(() => Interlocked.Increment(ref asked) > 1, CancellationToken.None);

        var stopped = await sending.SendAsync(new string('x', length), [], TestContext.Current.CancellationToken);
        var sent = await sending.SendAsync(new string('x', length), [], TestContext.Current.CancellationToken);

        Assert.True(stopped is { IsStopped: true, Accepted: false });
        Assert.True(sent.Accepted);
        Assert.Equal((2, 2, 1), (asked, sending.Server.OpenedConnections, sending.Server.Inbox.Count));
    }
}
