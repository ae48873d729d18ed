using EmailDispatch.Dispatch;
using EmailDispatch.Emails;
using EmailDispatch.Operations;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Queues deliver at least once, late and out of order, but each email is sent once.</summary>
[Collection<ScenarioStorage>]
public sealed class RedeliveryScenarios(Azurite azurite)
{
    [Fact]
    public async Task Ordinary_email_costs_an_insert_a_message_a_claim_and_a_record()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        await scenario.AcceptAndDispatchAsync();
        var before = scenario.Operations.Count;

        await scenario.AcceptAndDispatchAsync();

        // Not included: the trigger's delete. The last operation is this test's own read.
        Assert.Equal(["insert row", "put message", "merge sending", "merge sent", "read row"], scenario.Operations.Skip(before));
        Assert.Equal(2, scenario["first"].Inbox.Count);
        Assert.Equal(1, scenario["first"].OpenedConnections);
    }

    [Fact]
    public async Task Message_delivered_again_after_the_email_was_sent_sends_nothing()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync();
        await scenario.DispatchAsync(message);

        var again = await scenario.DispatchAsync(message);

        Assert.Single(again.Attempts);
        Assert.Equal(["a@example.com sent"], again.Recipients);
        Assert.Null(again.Next);
        Assert.Single(scenario["first"].Inbox.After());
        Assert.Equal(["merge sending", "read row", "read row"], again.Operations);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_two_messages_with_different_versions_of_a_template_the_row_describes_the_one_that_is_sent(bool isNewerFirst)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var older = await scenario.AcceptAsync();
        var payload = older.Message.Payload! with { Subject = "Bye", Template = new TemplateUse("order", 2) };
        var newer = new QueuedMessage((older.Message with { Etag = DispatchMessage.NoVersion, Payload = payload }).Serialize(), TimeSpan.Zero);
        QueuedMessage[] messages = isNewerFirst ? [newer, older] : [older, newer];

        await scenario.RunAsync(messages[0]);
        var outcome = await scenario.DispatchAsync(messages[1]);

        var sent = Assert.Single(scenario["first"].Inbox.After());
        Assert.Contains($"Subject: {outcome.Row.Subject}\r\n", sent.ContentText, StringComparison.Ordinal);
        Assert.Equal(isNewerFirst ? ("Bye", payload.Template) : ("Hello", null), (outcome.Row.Subject, outcome.Row.Template));
        Assert.Equal((EmailStatus.Sent, 1), (outcome.Row.Status, outcome.Row.Attempts.Count));
    }

    [Fact]
    public async Task Message_delivered_twice_at_once_sends_once()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync();
        var reached = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        scenario["first"].On(SandboxPhase.Dot, async (_, cancellation) =>
        {
            reached.TrySetResult();
            await gate.Task.WaitAsync(cancellation);
            return null;
        });

        var winner = scenario.RunAsync(message);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var loser = await scenario.DispatchAsync(message);
        gate.SetResult();
        await winner;

        // Shorter than the claim's five minutes, because a lost instance is detected earlier.
        Assert.Equal((1, InstanceLease.Duration + InstanceLease.Skew), (loser.Next!.Message.Attempt, loser.Next.Delay));
        var comesBack = await scenario.DispatchNextAsync(loser);
        Assert.Equal(["a@example.com sent"], comesBack.Recipients);
        Assert.Single(comesBack.Attempts);
        Assert.Null(comesBack.Next);
        Assert.Single(scenario["first"].Inbox.After());
    }

    [Fact]
    public async Task Message_of_an_earlier_attempt_is_dropped()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var first = await scenario.AcceptAsync();
        var defer = scenario["first"].On(SandboxPhase.Rcpt, _ => "451 4.3.0 Not now");
        var deferredOnce = await scenario.DispatchAsync(first);
        var deferredTwice = await scenario.DispatchNextAsync(deferredOnce);
        defer.Dispose();

        var stale = await scenario.DispatchAsync(first);

        Assert.Equal(2, stale.Attempts.Count());
        Assert.Equal(2, stale.Row.AttemptNumber);
        Assert.Null(stale.Next);
        Assert.Empty(scenario["first"].Inbox.After());

        var sent = await scenario.DispatchNextAsync(deferredTwice);
        Assert.Equal("3 first: sent at final_dot, no fault, 250 2.0.0 Ok: queued as 1", sent.Attempts.Last());
    }

    [Fact]
    public async Task Message_of_a_deferred_attempt_delivered_again_leads_to_one_next_attempt()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var first = await scenario.AcceptAsync();
        var defer = scenario["first"].On(SandboxPhase.Rcpt, _ => "451 4.3.0 Not now");
        var deferred = await scenario.DispatchAsync(first);
        defer.Dispose();

        var again = await scenario.DispatchAsync(first);
        Assert.Equal((2, TimeSpan.FromMinutes(1)), (again.Next!.Message.Attempt, again.Next.Delay));

        await scenario.DispatchNextAsync(deferred);
        var second = await scenario.DispatchAsync(again.Next);

        Assert.Equal(["1 first: deferred at rcpt_to, local_error", "2 first: sent at final_dot, no fault"], second.AttemptsWithoutReply);
        Assert.Null(second.Next);
        Assert.Single(scenario["first"].Inbox.After());
    }

    [Fact]
    public async Task Attempts_out_of_order_send_once()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var first = await scenario.AcceptAsync();
        var ahead = first with { Text = (first.Message with { Attempt = 3 }).Serialize() };

        var sent = await scenario.DispatchAsync(ahead);
        var late = await scenario.DispatchAsync(first);

        Assert.Equal(["3 first: sent at final_dot, no fault"], sent.AttemptsWithoutReply);
        Assert.Single(late.Attempts);
        Assert.Null(late.Next);
        Assert.Single(scenario["first"].Inbox.After());
    }

    [Fact]
    public async Task Attempt_whose_lease_is_over_goes_to_no_further_provider()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync();
        var isTakenOver = false;
        scenario["first"].On(SandboxPhase.Mail, async (_, _) =>
        {
            if (!isTakenOver)
            {
                isTakenOver = true;
                scenario.Time.Now += TimeSpan.FromMinutes(6);
                await scenario.RunAsync(message);
            }

            return "451 4.3.0 Not now";
        });

        await scenario.RunAsync(message);

        Assert.Single(scenario["second"].Inbox.After());
        Assert.Equal(EmailStatus.Sent, (await scenario.ReadAsync(message)).Status);
    }

    [Fact]
    public async Task Poisoned_message_of_an_earlier_attempt_leaves_the_email_alone()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var first = await scenario.AcceptAsync();
        var defer = scenario["first"].On(SandboxPhase.Rcpt, _ => "451 4.3.0 Not now");
        var deferred = await scenario.DispatchNextAsync(await scenario.DispatchAsync(first));
        defer.Dispose();

        await scenario.Get<PoisonedMessages>().SettleAsync(first.Text, TestContext.Current.CancellationToken);

        var sent = await scenario.DispatchNextAsync(deferred);
        Assert.Equal(["a@example.com sent"], sent.Recipients);
        Assert.False(await scenario.HasPayloadAsync(first));
    }
}
