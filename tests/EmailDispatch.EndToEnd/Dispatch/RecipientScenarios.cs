using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>A recipient is rejected: only that one is affected, and no other provider is tried.</summary>
[Collection<ScenarioStorage>]
public sealed class RecipientScenarios(Azurite azurite)
{
    [Fact]
    public async Task Rcpt_550_bounces_that_recipient_and_sends_to_the_others()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        RefuseB(scenario, "550 5.1.1 No such user");

        var outcome = await scenario.AcceptAndDispatchAsync(["a@example.com", "b@example.com", "c@example.com"]);

        Assert.Equal(["1 first: partial at final_dot, recipient_unknown, 250 2.0.0 Ok: queued as 1"], outcome.Attempts);
        Assert.Equal(["a@example.com sent", "b@example.com bounced", "c@example.com sent"], outcome.Recipients);
        Assert.Equal("550 5.1.1 No such user", outcome.Row.Recipients[1].Reply);
        Assert.Null(outcome.Next);
        Assert.Equal(["a@example.com", "c@example.com"], Assert.Single(scenario["first"].Inbox.After()).AcceptedRecipients);
        Assert.Equal(0, scenario["second"].OpenedConnections);
        Assert.Equal("used", await scenario.BreakerAsync("first"));
        Assert.Equal(["merge sending", "read states", "merge sent", "add suppression"], outcome.Operations);
        Assert.Contains("partial in phase final_dot with 250 2.0.0 (user-unknown)", scenario.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rcpt_451_waits_as_long_as_the_reply_asks_and_offers_only_that_recipient_again()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var greylist = RefuseB(scenario, "451 4.7.1 Greylisted, please try again in 5 minutes");

        var deferred = await scenario.AcceptAndDispatchAsync(["a@example.com", "b@example.com"]);

        Assert.Equal(["1 first: partial at final_dot, greylisted, 250 2.0.0 Ok: queued as 1"], deferred.Attempts);
        Assert.Equal(["a@example.com sent", "b@example.com deferred"], deferred.Recipients);
        Assert.Equal(scenario.Time.Now + TimeSpan.FromMinutes(5), deferred.Row.NextAttemptAt);
        Assert.Equal((2, TimeSpan.FromMinutes(5)), (deferred.Next!.Message.Attempt, deferred.Next.Delay));
        Assert.Equal(["merge sending", "read states", "merge deferred", "put message"], deferred.Operations);

        greylist.Dispose();
        var sent = await scenario.DispatchNextAsync(deferred);

        Assert.Equal("2 first: sent at final_dot, no fault, 250 2.0.0 Ok: queued as 2", sent.Attempts.Last());
        Assert.Equal(["a@example.com sent", "b@example.com sent"], sent.Recipients);
        Assert.Equal(["b@example.com"], scenario["first"].Inbox.After()[0].Recipients.Select(r => r.Address));
        Assert.Equal(2, scenario["first"].Inbox.Count);
        Assert.Empty(scenario.Logs.Errors);
        Assert.Equal(0, scenario["second"].OpenedConnections);
    }

    [Fact]
    public async Task Full_mailbox_that_stays_full_bounces_when_the_email_is_too_old()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first"), new("second")], ("Dispatch:MaxAge", "00:10:00"));
        RefuseB(scenario, "452 4.2.2 Mailbox full");

        var first = await scenario.AcceptAndDispatchAsync(["b@example.com"]);
        var second = await scenario.DispatchNextAsync(first);
        var last = await scenario.DispatchNextAsync(second);

        Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5)), (first.Next!.Delay, second.Next!.Delay));
        Assert.Equal(
            [
                "1 first: deferred at rcpt_to, mailbox_full, 452 4.2.2 Mailbox full",
                "2 first: deferred at rcpt_to, mailbox_full, 452 4.2.2 Mailbox full",
                "3 first: deferred at rcpt_to, mailbox_full, 452 4.2.2 Mailbox full",
            ],
            last.Attempts);
        Assert.Equal(["b@example.com bounced"], last.Recipients);
        Assert.Equal(["read suppressions", "add suppression"], scenario.Operations.Where(o => o.Contains("suppression", StringComparison.Ordinal)).Distinct());
        Assert.Null(last.Next);
        Assert.Equal(0, scenario["second"].OpenedConnections);
        Assert.Equal("used", await scenario.BreakerAsync("first"));
    }

    [Theory]
    [InlineData(null, "network")]
    [InlineData("530 5.7.0 Authentication required", "authentication")]
    public async Task Recipients_left_over_when_the_session_ends_behind_a_refused_one_go_to_the_next_provider(string? reply, string category)
    {
        // Without PIPELINING, so the rejection arrives before the connection ends.
        var first = new ScriptedProvider("first") { Options = new() { Extensions = SmtpExtensions.All & ~SmtpExtensions.Pipelining } };
        await using var scenario = await DispatchScenario.StartAsync(azurite, [first, new("second")]);
        scenario["first"].On(SandboxPhase.Rcpt, context => context.Recipient == "b@example.com" ? "550 5.1.1 No such user" : reply ?? SandboxReply.Drop);

        var outcome = await scenario.AcceptAndDispatchAsync(["b@example.com", "c@example.com"]);

        Assert.Equal([$"1 first: provider_failed at rcpt_to, {category}", "1 second: sent at final_dot, no fault"], outcome.AttemptsWithoutReply);
        Assert.Equal(["b@example.com bounced", "c@example.com sent"], outcome.Recipients);
        Assert.Equal("550 5.1.1 No such user", outcome.Row.Recipients[0].Reply);
        Assert.Equal(["c@example.com"], Assert.Single(scenario["second"].Inbox.After()).AcceptedRecipients);
        Assert.Single(scenario.Operations, "add suppression");
        Assert.Equal(category == "authentication", scenario.Logs.Errors.Contains(2004));
    }

    [Fact]
    public async Task Wait_that_one_reply_asks_for_beyond_the_time_of_trying_gives_nobody_up()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        scenario["first"].On(SandboxPhase.Rcpt, context => context.Recipient == "b@example.com" ? "451 4.7.1 Greylisted, please try again in 2 days" : "451 4.7.1 Greylisted");

        var deferred = await scenario.AcceptAndDispatchAsync(["a@example.com", "b@example.com"]);

        Assert.Equal(["a@example.com deferred", "b@example.com deferred"], deferred.Recipients);
        Assert.Equal((2, TimeSpan.FromMinutes(1)), (deferred.Next!.Message.Attempt, deferred.Next.Delay));
    }

    private static IDisposable RefuseB(DispatchScenario scenario, string reply) =>
        scenario["first"].On(SandboxPhase.Rcpt, context => context.Recipient == "b@example.com" ? reply : null);
}
