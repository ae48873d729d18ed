using EmailDispatch.Providers.State;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>The first provider is silent: whose session is opened beside its own.</summary>
[Collection<ScenarioStorage>]
public sealed class HedgeChoiceScenarios(Azurite azurite)
{
    private static readonly ProviderLimits Limits = new(PerSecond: 1, PerHour: 2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Provider_that_is_paused_is_passed_over()
    {
        await using var scenario = await StartAsync();
        var failure = new ProviderFailure(FailureWeight.OpensLong, "account_suspended", "550 5.7.1 Suspended");
        await scenario.Get<ProviderHealth>().ReportFailureAsync(new ProviderAdmission { Provider = "second", At = scenario.Time.Now }, failure, Cancellation);

        var outcome = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(["1 third: sent at final_dot, no fault"], outcome.AttemptsWithoutReply);
        Assert.Equal(0, scenario["second"].OpenedConnections);
    }

    [Fact]
    public async Task Provider_that_the_email_would_have_to_wait_for_is_passed_over_and_nothing_counts_there()
    {
        await using var scenario = await StartAsync(("PerSecond", "1"), ("PerHour", "2"));
        var quotas = scenario.Get<ProviderQuotas>();
        await quotas.TryTakeAsync("second", Limits, Cancellation);

        var outcome = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(["1 third: sent at final_dot, no fault"], outcome.AttemptsWithoutReply);
        Assert.Equal(0, scenario["second"].OpenedConnections);
        scenario.Time.Now += TimeSpan.FromMinutes(1);
        Assert.True((await quotas.TryTakeAsync("second", Limits, Cancellation)).IsGranted);
    }

    [Fact]
    public async Task Provider_with_a_free_connection_comes_first()
    {
        await using var scenario = await StartAsync(("MaxConnections", "1"), ("CommandTimeout", "00:01:00"));
        var (reached, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        scenario["second"].On(SandboxPhase.Mail, async (_, cancellation) =>
        {
            reached.TrySetResult();
            await gate.Task.WaitAsync(cancellation);
            return null;
        });
        var busy = scenario.RunAsync(await scenario.AcceptAsync());
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        var outcome = await scenario.AcceptAndDispatchAsync();
        gate.SetResult();
        await busy;

        Assert.Equal(["1 third: sent at final_dot, no fault"], outcome.AttemptsWithoutReply);
        Assert.Single(scenario["second"].Inbox.After());
    }

    private async Task<DispatchScenario> StartAsync(params (string Key, string Value)[] second)
    {
        var scenario = await DispatchScenario.StartAsync(
            azurite, [new("first"), new("second") { Settings = second.ToDictionary(s => s.Key, s => s.Value) }, new("third")]);
        scenario["first"].Behaviour = SandboxBehaviour.Silent;
        return scenario;
    }
}
