using EmailDispatch.Providers.State;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>The provider rejects the message itself.</summary>
[Collection<ScenarioStorage>]
public sealed class MessageScenarios(Azurite azurite)
{
    private const string TooLarge = "552 5.3.4 Message too large";

    [Theory]
    [InlineData(SandboxPhase.Mail, "mail_from")]
    [InlineData(SandboxPhase.Dot, "final_dot")]
    public async Task Too_large_is_sent_by_a_provider_that_takes_larger_ones(SandboxPhase phase, string recorded)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [Taking("first", 100_000), Taking("same", 100_000), Taking("larger", 200_000)]);
        scenario["first"].On(phase, _ => TooLarge);

        var outcome = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(
            [$"1 first: provider_failed at {recorded}, too_large, {TooLarge}", "1 larger: sent at final_dot, no fault, 250 2.0.0 Ok: queued as 1"],
            outcome.Attempts);
        Assert.Equal(["a@example.com sent"], outcome.Recipients);
        Assert.Equal(0, scenario["same"].OpenedConnections);
        Assert.Single(scenario["larger"].Inbox.After());
        Assert.Equal("used", await scenario.BreakerAsync("first"));
        Assert.Equal(["merge sending", "read states", "merge sent"], outcome.Operations);
    }

    [Fact]
    public async Task Too_large_fails_where_no_provider_takes_larger_ones()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [Taking("first", 100_000), Taking("same", 100_000)]);
        scenario["first"].On(SandboxPhase.Dot, _ => TooLarge);

        var outcome = await scenario.AcceptAndDispatchAsync();

        Assert.Equal([$"1 first: provider_failed at final_dot, too_large, {TooLarge}"], outcome.Attempts);
        Assert.Equal(["a@example.com failed"], outcome.Recipients);
        Assert.Null(outcome.Next);
        Assert.Equal(0, scenario["same"].OpenedConnections);
        Assert.Equal("used", await scenario.BreakerAsync("first"));
        Assert.Equal(["merge sending", "read states", "PUT payload", "merge failed"], outcome.Operations);
    }

    [Fact]
    public async Task Too_large_waits_for_a_larger_provider_that_is_left_alone_for_now()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [Taking("first", 100_000), Taking("larger", 200_000)]);
        scenario["first"].On(SandboxPhase.Dot, _ => TooLarge);
        await scenario.Get<ProviderHealth>().ReportFailureAsync(
            new ProviderAdmission { Provider = "larger", At = scenario.Time.Now }, new ProviderFailure(FailureWeight.Unreachable, "Network", null), TestContext.Current.CancellationToken);

        var deferred = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(["a@example.com deferred"], deferred.Recipients);
        var sent = await scenario.DispatchNextAsync(deferred);
        Assert.Equal("2 larger: sent at final_dot, no fault", sent.AttemptsWithoutReply.Last());
        Assert.Equal(["a@example.com sent"], sent.Recipients);
    }

    [Theory]
    [InlineData(SandboxPhase.Rcpt, "554 5.7.1 Client host [192.0.2.1] blocked using bl.example.net", "rcpt_to", "blocklisted")]
    [InlineData(SandboxPhase.Dot, "550 Message rejected", "final_dot", "policy")]
    public async Task Refused_for_no_fault_of_the_message_is_sent_by_the_next_provider(SandboxPhase phase, string reply, string recorded, string category)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        scenario["first"].On(phase, _ => reply);

        var outcome = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(
            [$"1 first: provider_failed at {recorded}, {category}, {reply}", "1 second: sent at final_dot, no fault, 250 2.0.0 Ok: queued as 1"],
            outcome.Attempts);
        Assert.Equal(["a@example.com sent"], outcome.Recipients);
        Assert.Equal("used", await scenario.BreakerAsync("first"));
    }

    [Fact]
    public async Task Refused_by_all_providers_without_a_reason_fails()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        scenario["first"].On(SandboxPhase.Dot, _ => "550 Message rejected");
        scenario["second"].On(SandboxPhase.Dot, _ => "554 No thanks");

        var outcome = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(
            ["1 first: provider_failed at final_dot, policy, 550 Message rejected", "1 second: provider_failed at final_dot, policy, 554 No thanks"],
            outcome.Attempts);
        Assert.Equal(["a@example.com failed"], outcome.Recipients);
        Assert.Null(outcome.Next);
    }

    [Fact]
    public async Task Refused_without_a_reason_waits_for_a_provider_that_is_down()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        scenario["first"].On(SandboxPhase.Dot, _ => "550 Message rejected");
        var down = scenario["second"].On(SandboxPhase.Mail, _ => "421 4.3.2 Closing");

        var deferred = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(["a@example.com deferred"], deferred.Recipients);
        down.Dispose();
        var sent = await scenario.DispatchNextAsync(deferred);
        Assert.Equal(["a@example.com sent"], sent.Recipients);
    }

    [Fact]
    public async Task Spam_after_the_dot_fails_and_is_not_shown_to_another_provider()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        scenario["first"].On(SandboxPhase.Dot, _ => "554 5.7.1 Message rejected as spam");

        var outcome = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(["1 first: failed at final_dot, spam, 554 5.7.1 Message rejected as spam"], outcome.Attempts);
        Assert.Equal(["a@example.com failed"], outcome.Recipients);
        Assert.Null(outcome.Next);
        Assert.Empty(scenario["first"].Inbox.After());
        Assert.Equal(0, scenario["second"].OpenedConnections);
        Assert.Equal("used", await scenario.BreakerAsync("first"));
        Assert.Equal(["merge sending", "read states", "PUT payload", "merge failed"], outcome.Operations);
    }

    [Theory]
    [InlineData(SandboxPhase.Data, "299 what", "data")]
    [InlineData(SandboxPhase.Dot, "599 what", "final_dot")]
    public async Task Unforeseen_reply_defers_and_is_logged_as_an_error(SandboxPhase phase, string reply, string recorded)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        scenario["first"].On(phase, _ => reply);

        var outcome = await scenario.AcceptAndDispatchAsync();

        Assert.Equal([$"1 first: deferred at {recorded}, unforeseen, {reply}"], outcome.Attempts);
        Assert.Equal(["a@example.com deferred"], outcome.Recipients);
        Assert.Equal((2, TimeSpan.FromMinutes(1)), (outcome.Next!.Message.Attempt, outcome.Next.Delay));
        Assert.Equal([2003], scenario.Logs.Errors);
        Assert.Empty(scenario["first"].Inbox.After());
        Assert.Equal(0, scenario["second"].OpenedConnections);
        Assert.Equal("used", await scenario.BreakerAsync("first"));
        Assert.Equal(["merge sending", "read states", "merge deferred", "put message"], outcome.Operations);
    }

    private static ScriptedProvider Taking(string name, int bytes) => new(name)
    {
        Settings = new Dictionary<string, string> { ["MaxMessageBytes"] = bytes.ToString(System.Globalization.CultureInfo.InvariantCulture) },
    };
}
