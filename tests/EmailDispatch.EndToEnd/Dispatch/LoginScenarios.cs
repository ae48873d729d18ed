using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>The provider rejects the login.</summary>
[Collection<ScenarioStorage>]
public sealed class LoginScenarios(Azurite azurite)
{
    private const string Replaced = "new-not-a-secret";

    [Fact]
    public async Task Auth_535_reads_the_secret_once_more_opens_the_breaker_long_and_goes_on()
    {
        await using var scenario = await StartAsync();

        var outcome = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(
            ["1 first: provider_failed at auth, authentication, 535 5.7.8 Authentication credentials invalid", "1 second: sent at final_dot, no fault, 250 2.0.0 Ok: queued as 1"],
            outcome.Attempts);
        Assert.Equal(["a@example.com sent"], outcome.Recipients);
        Assert.Equal(2, scenario.Secrets.Reads);
        Assert.Equal(1, Logins(scenario));
        Assert.Single(scenario["second"].Inbox.After());
        Assert.Equal("OpensLong for 00:15:00", await scenario.BreakerAsync("first"));
        Assert.Equal([2004], scenario.Logs.Errors);
        Assert.Equal(["merge sending", "read states", "read state", "write state", "merge sent"], outcome.Operations);
    }

    [Fact]
    public async Task Auth_535_with_a_secret_that_was_replaced_logs_in_with_the_new_one()
    {
        await using var scenario = await StartAsync();
        scenario["first"].On(SandboxPhase.Auth, _ =>
        {
            scenario.Secrets.Value = Replaced;
            return null;
        });

        var outcome = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(["1 first: sent at final_dot, no fault, 250 2.0.0 Ok: queued as 1"], outcome.Attempts);
        Assert.Equal((2, 2), (scenario.Secrets.Reads, Logins(scenario)));
        Assert.Equal(0, scenario["second"].OpenedConnections);
        Assert.Equal("used", await scenario.BreakerAsync("first"));
        Assert.Empty(scenario.Logs.Errors);
        Assert.Equal(["merge sending", "read states", "merge sent"], outcome.Operations);
    }

    private Task<DispatchScenario> StartAsync() => DispatchScenario.StartAsync(
        azurite,
        [
            new("first")
            {
                Options = new() { Credentials = [new SmtpCredential("user", Replaced)] },
                Settings = new Dictionary<string, string> { ["Username"] = "user", ["Secret"] = "smtp" },
            },
            new("second"),
        ]);

    private static int Logins(DispatchScenario scenario) =>
        scenario["first"].Sessions.Sum(s => s.Exchanges.Count(e => e.Command.StartsWith("AUTH", StringComparison.Ordinal)));
}
