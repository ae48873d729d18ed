using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>The provider rejects this sender because of its settings, so another one sends and no recipient bounces.</summary>
[Collection<ScenarioStorage>]
public sealed class SenderScenarios(Azurite azurite)
{
    [Theory]
    [InlineData(SandboxPhase.Mail, "550 5.7.1 Sender not verified", "mail_from")]
    [InlineData(SandboxPhase.Mail, "450 4.7.1 Sender not verified", "mail_from")]
    [InlineData(SandboxPhase.Mail, "554 5.7.1 Sender not verified", "mail_from")]
    [InlineData(SandboxPhase.Dot, "550 5.7.1 Sender not verified", "final_dot")]
    [InlineData(SandboxPhase.Dot, "450 4.7.1 Sender not verified", "final_dot")]
    [InlineData(SandboxPhase.Dot, "554 5.7.1 Sender not verified", "final_dot")]
    public async Task Sender_refused_goes_on_with_the_next_provider_and_alerts(SandboxPhase phase, string reply, string recorded)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        scenario["first"].On(phase, _ => reply);

        var outcome = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(
            [$"1 first: provider_failed at {recorded}, sender_not_allowed, {reply}", "1 second: sent at final_dot, no fault, 250 2.0.0 Ok: queued as 1"],
            outcome.Attempts);
        Assert.Equal(["a@example.com sent"], outcome.Recipients);
        Assert.Empty(scenario["first"].Inbox.After());
        Assert.Single(scenario["second"].Inbox.After());
        Assert.Equal([2004], scenario.Logs.Errors);
        Assert.Equal("used", await scenario.BreakerAsync("first"));
        Assert.Equal(["merge sending", "read states", "merge sent"], outcome.Operations);
    }

    [Fact]
    public async Task Sender_is_rewritten_for_a_provider_that_may_not_send_from_its_domain()
    {
        var fallback = new Dictionary<string, string>
        {
            ["RewriteFrom"] = "true",
            ["FromDomains"] = "fallback.test",
            ["DefaultFromAddress"] = "news@fallback.test",
        };
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first"), new("second") { Settings = fallback }]);
        scenario["first"].Behaviour = SandboxBehaviour.Closed;

        var outcome = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(["1 first: provider_failed at connect, network", "1 second: sent at final_dot, no fault"], outcome.AttemptsWithoutReply);
        var email = Assert.Single(scenario["second"].Inbox.After());
        Assert.Equal("news@fallback.test", email.Sender);
        Assert.Contains("\r\nFrom: Ann <news@fallback.test>\r\n", "\r\n" + email.ContentText, StringComparison.Ordinal);
        Assert.Contains("\r\nReply-To: Ann <ann@example.com>\r\n", email.ContentText, StringComparison.Ordinal);
        Assert.Equal("Ann <ann@example.com>", outcome.Row.From);
    }
}
