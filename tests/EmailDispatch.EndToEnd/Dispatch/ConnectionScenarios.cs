using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>The provider cannot be reached or used: the next one sends, and no recipient is blamed.</summary>
[Collection<ScenarioStorage>]
public sealed class ConnectionScenarios(Azurite azurite)
{
    private static readonly string[] OpensBreaker = ["merge sending", "read states", "read state", "write state", "merge sent"];

    [Fact]
    public async Task Connect_refused_goes_on_with_the_next_provider_at_once()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        scenario["first"].Behaviour = SandboxBehaviour.Closed;

        var outcome = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(["1 first: provider_failed at connect, network", "1 second: sent at final_dot, no fault"], outcome.AttemptsWithoutReply);
        Assert.Equal((null, "Connection refused"), (outcome.Row.Attempts[0].Code, outcome.Row.Attempts[0].Reply));
        await AssertSentBySecondAsync(scenario, outcome, "Unreachable for 00:00:15");
        Assert.Equal(OpensBreaker, outcome.Operations);
    }

    [Fact]
    public async Task Silent_provider_costs_one_email_the_connect_timeout_and_the_next_one_nothing()
    {
        await using var scenario = await DispatchScenario.StartAsync(
            azurite,
            [new("first") { Settings = new Dictionary<string, string> { ["ConnectTimeout"] = "00:00:00.300" } }, new("second")]);
        scenario["first"].Behaviour = SandboxBehaviour.Silent;

        var outcome = await scenario.AcceptAndDispatchAsync();
        var following = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(["1 first: provider_failed at greeting, timeout, - No answer within 0.3 s.", "1 second: sent at final_dot, no fault, 250 2.0.0 Ok: queued as 1"], outcome.Attempts);
        Assert.Equal(["1 second: sent at final_dot, no fault, 250 2.0.0 Ok: queued as 2"], following.Attempts);
        Assert.Equal(1, scenario["first"].OpenedConnections);
        Assert.Equal(2, scenario["second"].Inbox.Count);
        Assert.Equal("Unreachable for 00:00:15", await scenario.BreakerAsync("first"));
        Assert.Equal(OpensBreaker, outcome.Operations);
        Assert.Equal(["merge sending", "merge sent"], following.Operations);
    }

    [Fact]
    public async Task Greeting_421_goes_on_with_the_next_provider_and_opens_the_breaker_at_the_third()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        scenario["first"].Behaviour = SandboxBehaviour.Refuse421;

        var outcome = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(
            ["1 first: provider_failed at greeting, service_unavailable, 421 Service not available, try again later", "1 second: sent at final_dot, no fault, 250 2.0.0 Ok: queued as 1"],
            outcome.Attempts);
        await AssertSentBySecondAsync(scenario, outcome, "used");
        Assert.Equal(["merge sending", "read states", "merge sent"], outcome.Operations);

        await scenario.AcceptAndDispatchAsync();
        await scenario.AcceptAndDispatchAsync();
        Assert.Equal("Counts for 00:00:30", await scenario.BreakerAsync("first"));
    }

    [Fact]
    public async Task Certificate_that_is_not_trusted_gets_neither_login_nor_email()
    {
        await using var scenario = await DispatchScenario.StartAsync(
            azurite,
            [new("first") { Options = new() { Security = SmtpSecurity.StartTls } }, new("second")]);

        var outcome = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(["1 first: provider_failed at greeting, tls", "1 second: sent at final_dot, no fault"], outcome.AttemptsWithoutReply);
        Assert.Contains("certificate", outcome.Row.Attempts[0].Reply, StringComparison.OrdinalIgnoreCase);
        await AssertSentBySecondAsync(scenario, outcome, "Unreachable for 00:00:15");
        Assert.Equal(OpensBreaker, outcome.Operations);
    }

    private static async Task AssertSentBySecondAsync(DispatchScenario scenario, DispatchOutcome outcome, string firstBreaker)
    {
        Assert.Equal(["a@example.com sent"], outcome.Recipients);
        Assert.Equal("second", outcome.Row.Provider);
        Assert.Null(outcome.Next);
        Assert.Empty(scenario["first"].Inbox.After());
        Assert.Equal(["a@example.com"], Assert.Single(scenario["second"].Inbox.After()).AcceptedRecipients);
        Assert.Equal(firstBreaker, await scenario.BreakerAsync("first"));
        Assert.Equal("used", await scenario.BreakerAsync("second"));
    }
}
