using EmailDispatch.Sandbox;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Smtp;

public sealed class ConnectionPoolTests
{
    [Fact]
    public async Task Messages_one_after_the_other_share_a_connection()
    {
        await using var sending = await Sending.StartAsync();

        for (var i = 0; i < 20; i++)
            Assert.True((await sending.SendAsync()).Accepted);

        Assert.Equal(1, sending.Server.OpenedConnections);
        Assert.Equal(20, sending.Server.Inbox.Count);
        Assert.DoesNotContain("NOOP", sending.Commands(1));
    }

    [Theory]
    [InlineData(SmtpSecurity.Plain)]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.ImplicitTls)]
    public async Task Connection_is_reused_under_each_protection(SmtpSecurity security)
    {
        await using var sending = await Sending.StartAsync(new() { Security = security, Credentials = [new("user", "sesame")] });
        sending.LogInWith("sesame");

        await sending.SendAsync();
        sending.Time.Advance(ConnectionPool.CheckAfter);
        var second = await sending.SendAsync();

        Assert.True(second.Accepted);
        Assert.Equal(1, sending.Server.OpenedConnections);
        Assert.Single(sending.Commands(1), "AUTH");
    }

    [Fact]
    public async Task Connections_are_no_more_than_the_bound()
    {
        await using var sending = await Sending.StartAsync();
        sending.Provider.MaxConnections = 3;
        var gate = new TaskCompletionSource();
        var (within, most) = (0, 0);
        sending.Server.On(SandboxPhase.Mail, async (_, cancellationToken) =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref within));
            if (most == 3)
                gate.TrySetResult();
            await gate.Task.WaitAsync(cancellationToken);
            Interlocked.Decrement(ref within);
            return null;
        });

        var sends = Enumerable.Range(0, 12).Select(_ => sending.SendAsync()).ToList();
        var results = await Task.WhenAll(sends);

        Assert.All(results, r => Assert.True(r.Accepted));
        Assert.Equal(3, most);
        Assert.Equal(3, sending.Server.OpenedConnections);
    }

    [Fact]
    public async Task Waiting_in_line_can_be_canceled_and_leaves_no_trace()
    {
        await using var sending = await Sending.StartAsync();
        sending.Provider.MaxConnections = 1;
        var (began, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var script = sending.Server.On(SandboxPhase.Mail, async (_, cancellationToken) =>
        {
            began.TrySetResult();
            await gate.Task.WaitAsync(cancellationToken);
            return null;
        });
        using var stopping = new CancellationTokenSource();

        var first = sending.SendAsync();
        await began.Task;
        var waiting = sending.SendAsync("Hi", [], stopping.Token);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        gate.SetResult();

        Assert.True((await first).Accepted);
        Assert.True((await sending.SendAsync()).Accepted);
        Assert.Equal(1, sending.Server.OpenedConnections);
    }

    [Fact]
    public async Task Waiting_in_line_ends_in_time_and_is_no_failure()
    {
        await using var sending = await Sending.StartAsync();
        sending.Provider.MaxConnections = 1;
        var (began, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var script = sending.Server.On(SandboxPhase.Mail, async (_, cancellationToken) =>
        {
            began.TrySetResult();
            await gate.Task.WaitAsync(cancellationToken);
            return null;
        });

        var first = sending.SendAsync();
        await began.Task;
        var waiting = sending.SendAsync();
        sending.Time.Advance(sending.Provider.CommandTimeout);
        var busy = await waiting;
        gate.SetResult();

        Assert.True(busy is { IsBusy: true, WasSentAway: false });
        Assert.True((await first).Accepted);
        Assert.True((await sending.SendAsync()).Accepted);
        Assert.Equal(1, sending.Server.OpenedConnections);
    }

    [Fact]
    public async Task Server_that_cannot_be_reached_costs_those_in_line_nothing()
    {
        await using var sending = await Sending.StartAsync(new() { Behaviour = SandboxBehaviour.Silent });
        sending.Provider.MaxConnections = 1;

        var first = sending.SendAsync();
        var inLine = Enumerable.Range(0, 5).Select(_ => sending.SendAsync()).ToList();
        await sending.Server.WaitUntilAsync(s => s.OpenedConnections == 1);
        sending.Time.Advance(sending.Provider.ConnectTimeout);
        var failed = await first;
        var spared = await Task.WhenAll(inLine);

        Assert.InRange(failed.Phase, SmtpPhase.Connect, SmtpPhase.Greeting);
        Assert.False(failed.IsBusy);
        Assert.All(spared, result => Assert.True(result is { IsBusy: true, WasSentAway: true }));
        Assert.Equal(1, sending.Server.OpenedConnections);
    }

    [Fact]
    public async Task Idle_connections_of_a_silent_server_are_given_up_all_at_once()
    {
        await using var sending = await Sending.StartAsync();
        await OpenAsync(sending, connections: 4);
        var (asked, silence) = (new TaskCompletionSource(), new TaskCompletionSource());
        sending.Server.On(SandboxPhase.Other, async (_, cancellationToken) =>
        {
            asked.TrySetResult();
            await silence.Task.WaitAsync(cancellationToken);
            return null;
        });

        sending.Time.Advance(ConnectionPool.CheckAfter);
        var send = sending.SendAsync();
        await asked.Task;
        sending.Time.Advance(TimeSpan.FromMilliseconds(500));

        Assert.True((await send).Accepted);
        silence.SetResult();
        await sending.Server.WaitUntilAsync(s => s.OpenConnections == 1);
        Assert.Equal(5, sending.Server.OpenedConnections);
        Assert.Single(Enumerable.Range(1, 4).SelectMany(sending.Commands), "NOOP");
    }

    [Fact]
    public async Task Connection_is_replaced_after_its_last_message()
    {
        await using var sending = await Sending.StartAsync();
        sending.Provider.MaxMessagesPerConnection = 2;

        for (var i = 0; i < 5; i++)
            await sending.SendAsync();
        await sending.Server.WaitUntilAsync(s => s.OpenConnections == 1);

        Assert.Equal(3, sending.Server.OpenedConnections);
        Assert.Equal("QUIT", sending.Commands(1).Last());
        Assert.Equal("QUIT", sending.Commands(2).Last());
    }

    [Fact]
    public async Task Connection_that_idled_answers_noop_first()
    {
        await using var sending = await Sending.StartAsync();
        await sending.SendAsync();

        sending.Time.Advance(ConnectionPool.CheckAfter);
        await sending.SendAsync();

        Assert.Single(sending.Commands(1), "NOOP");
        Assert.Equal(1, sending.Server.OpenedConnections);
    }

    [Fact]
    public async Task Noop_that_fails_means_another_connection_and_no_failure()
    {
        await using var sending = await Sending.StartAsync();
        await sending.SendAsync();
        sending.Server.On(SandboxPhase.Other, context => context.Command == "NOOP" ? SandboxReply.Drop : null);

        sending.Time.Advance(ConnectionPool.CheckAfter);
        var second = await sending.SendAsync();

        Assert.True(second.Accepted);
        Assert.Equal(2, sending.Server.OpenedConnections);
    }

    [Fact]
    public async Task Connection_idle_too_long_is_closed_with_quit()
    {
        await using var sending = await Sending.StartAsync();
        await sending.SendAsync();

        sending.Time.Advance(ConnectionPool.IdleLimit);
        await sending.Server.WaitUntilAsync(s => s.OpenConnections == 0);

        Assert.Equal("QUIT", sending.Commands(1).Last());
        Assert.True((await sending.SendAsync()).Accepted);
    }

    [Fact]
    public async Task Connections_idle_since_different_times_are_closed_each_in_its_time()
    {
        await using var sending = await Sending.StartAsync();
        var gate = new TaskCompletionSource();
        using (sending.Server.On(SandboxPhase.Mail, async (_, cancellationToken) =>
        {
            await gate.Task.WaitAsync(cancellationToken);
            return null;
        }))
        {
            var both = new[] { sending.SendAsync(), sending.SendAsync() };
            await sending.Server.WaitUntilAsync(s => s.OpenedConnections == 2);
            gate.SetResult();
            await Task.WhenAll(both);
        }

        sending.Time.Advance(ConnectionPool.IdleLimit / 2);
        await sending.SendAsync();
        sending.Time.Advance(ConnectionPool.IdleLimit / 2);
        await sending.Server.WaitUntilAsync(s => s.OpenConnections == 1);
        sending.Time.Advance(ConnectionPool.IdleLimit / 2);

        await sending.Server.WaitUntilAsync(s => s.OpenConnections == 0);
    }

    [Fact]
    public async Task Connection_closed_by_the_server_while_idle_is_not_used()
    {
        await using var sending = await Sending.StartAsync();
        using (sending.Server.On(SandboxPhase.Dot, _ => new SandboxReply(250, "2.0.0", "Ok, and bye") { Closes = true }))
            await sending.SendAsync();
        await sending.Server.WaitUntilAsync(s => s.OpenConnections == 0);

        var second = await sending.SendAsync();

        Assert.True(second.Accepted);
        Assert.Equal(2, sending.Server.OpenedConnections);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reused_connection_that_breaks_before_mail_is_answered_is_made_up_for(bool says421)
    {
        await using var sending = await Sending.StartAsync();
        await sending.SendAsync();
        sending.Server.On(SandboxPhase.Mail, context => context.Session > 1 ? null : says421 ? "421 4.4.2 Idle for too long" : SandboxReply.Drop);

        var second = await sending.SendAsync();

        Assert.True(second.Accepted);
        Assert.Equal(2, sending.Server.OpenedConnections);
        Assert.Equal(2, sending.Server.Inbox.Count);
    }

    [Fact]
    public async Task Break_before_mail_is_answered_is_made_up_for_only_once()
    {
        await using var sending = await Sending.StartAsync();
        await sending.SendAsync();
        sending.Server.On(SandboxPhase.Mail, _ => SandboxReply.Drop);

        var second = await sending.SendAsync();

        Assert.False(second.Accepted);
        Assert.Equal(SmtpPhase.MailFrom, second.Phase);
        Assert.Equal(2, sending.Server.OpenedConnections);
    }

    [Theory]
    [InlineData(SandboxPhase.Mail)]
    [InlineData(SandboxPhase.Rcpt)]
    [InlineData(SandboxPhase.Data)]
    [InlineData(SandboxPhase.Dot)]
    public async Task Connection_ends_with_421(SandboxPhase phase)
    {
        await using var sending = await Sending.StartAsync();
        using (sending.Server.On(phase, _ => "421 4.3.2 Shutting down"))
            Assert.Equal(421, Assert.Single(Codes(await sending.SendAsync()).Distinct()));

        await sending.SendAsync();

        Assert.Equal(2, sending.Server.OpenedConnections);
    }

    [Theory]
    [InlineData(SandboxPhase.Mail)]
    [InlineData(SandboxPhase.Rcpt)]
    [InlineData(SandboxPhase.Data)]
    [InlineData(SandboxPhase.Dot)]
    public async Task Refusal_leaves_the_connection_usable(SandboxPhase phase)
    {
        await using var sending = await Sending.StartAsync();
        using (sending.Server.On(phase, _ => "550 5.7.1 Not this one"))
            Assert.False((await sending.SendAsync()).Accepted);

        var second = await sending.SendAsync();

        Assert.True(second.Accepted);
        Assert.Empty(second.Refused);
        Assert.Equal(1, sending.Server.OpenedConnections);
    }

    [Theory]
    [InlineData(SandboxPhase.Rcpt)]
    [InlineData(SandboxPhase.Body)]
    [InlineData(SandboxPhase.Dot)]
    public async Task Broken_connection_is_not_used_again(SandboxPhase phase)
    {
        await using var sending = await Sending.StartAsync();
        using (sending.Server.On(phase, _ => SandboxReply.Drop))
            Assert.False((await sending.SendAsync()).Accepted);

        Assert.True((await sending.SendAsync()).Accepted);
        Assert.Equal(2, sending.Server.OpenedConnections);
    }

    [Theory]
    [InlineData(30, "")]
    [InlineData(60, "mail.acme.test")]
    public async Task Changed_settings_end_the_connections_made_by_the_old_ones(int commandTimeout, string ehloName)
    {
        await using var sending = await Sending.StartAsync();
        await sending.SendAsync();

        (sending.Provider.CommandTimeout, sending.Provider.EhloName) = (TimeSpan.FromSeconds(commandTimeout), ehloName);
        await sending.SendAsync();
        await sending.Server.WaitUntilAsync(s => s.OpenConnections == 1);

        Assert.Equal("QUIT", sending.Commands(1).Last());
    }

    [Fact]
    public async Task Shutdown_says_quit_on_every_idle_connection()
    {
        await using var sending = await Sending.StartAsync();
        await OpenAsync(sending, connections: 4);

        await sending.EndAsync();

        Assert.All(Enumerable.Range(1, 4), session => Assert.Equal("QUIT", sending.Commands(session).Last()));
    }

    [Fact]
    public async Task Shutdown_does_not_interrupt_a_message_and_closes_its_connection_after_it()
    {
        await using var sending = await Sending.StartAsync();
        var (began, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        sending.Server.On(SandboxPhase.Dot, async (_, cancellationToken) =>
        {
            began.SetResult();
            await gate.Task.WaitAsync(cancellationToken);
            return null;
        });
        var send = sending.SendAsync();
        await began.Task;

        await sending.Pools.DisposeAsync();
        gate.SetResult();

        Assert.True((await send).Accepted);
        await sending.Server.WaitUntilAsync(s => s.OpenConnections == 0);
    }

    [Fact]
    public async Task Sockets_send_without_delay()
    {
        await using var sending = await Sending.StartAsync();

        using var opening = sending.Sender.Open(sending.Provider, fresh: false, TestContext.Current.CancellationToken);
        var (connection, _) = await opening.Session;
        using (connection)
            Assert.True(connection!.Link.Socket!.NoDelay);
        await sending.SendAsync(new string('x', 50 * 1024), [], TestContext.Current.CancellationToken);

        Assert.Equal(1, sending.Server.Inbox.Count);
    }

    /// <summary>Sends so many messages at once that there are as many connections afterwards.</summary>
    private static async Task OpenAsync(Sending sending, int connections)
    {
        var gate = new TaskCompletionSource();
        using var script = sending.Server.On(SandboxPhase.Mail, async (_, cancellationToken) =>
        {
            await gate.Task.WaitAsync(cancellationToken);
            return null;
        });
        var sends = Enumerable.Range(0, connections).Select(_ => sending.SendAsync()).ToList();
        await sending.Server.WaitUntilAsync(s => s.OpenedConnections == connections);
        gate.SetResult();
        await Task.WhenAll(sends);
    }

    private static IEnumerable<int> Codes(SendResult result) => result.Refused.Count > 0 ? result.Refused.Values.Select(r => r.Code) : [result.Reply.Code];

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
