using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Only a message that was started counts for the quota of a provider.</summary>
[Collection<ScenarioStorage>]
public sealed class PermitScenarios(Azurite azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxPhase.Connect, "421 4.3.2 Not now", false)]
    [InlineData(SandboxPhase.Ehlo, "421 4.3.2 Not now", false)]
    [InlineData(SandboxPhase.Mail, "550 5.7.1 Sender not verified", true)]
    [InlineData(SandboxPhase.Dot, "554 5.3.0 Transaction failed", true)]
    public async Task Session_counts_from_its_first_message_on(SandboxPhase phase, string reply, bool counts)
    {
        await using var scenario = await StartAsync();
        var refuse = scenario["first"].On(phase, _ => reply);
        await scenario.AcceptAndDispatchAsync();
        refuse.Dispose();
        scenario.Time.Now += TimeSpan.FromMinutes(30);

        var next = await scenario.AcceptAndDispatchAsync();

        Assert.Equal([counts ? "1 second: sent at final_dot, no fault" : "1 first: sent at final_dot, no fault"], next.AttemptsWithoutReply);
    }

    [Fact]
    public async Task Session_that_the_email_did_not_wait_for_does_not_count()
    {
        await using var scenario = await StartAsync();
        var late = new TaskCompletionSource();
        var silence = scenario["first"].On(SandboxPhase.Connect, async (_, cancellation) =>
        {
            await late.Task.WaitAsync(cancellation);
            return null;
        });
        var hedged = await scenario.AcceptAndDispatchAsync();
        late.SetResult();
        silence.Dispose();
        scenario.Time.Now += TimeSpan.FromMinutes(30);

        var next = await Eventually.GetAsync(
            async () => (await scenario.AcceptAndDispatchAsync()).AttemptsWithoutReply.Single(), sentBy => sentBy.Contains("first", StringComparison.Ordinal), Cancellation);

        Assert.Equal(["1 second: sent at final_dot, no fault"], hedged.AttemptsWithoutReply);
        Assert.Equal("1 first: sent at final_dot, no fault", next);
    }

    private Task<DispatchScenario> StartAsync() =>
        DispatchScenario.StartAsync(azurite, [new("first") { Settings = new Dictionary<string, string> { ["PerHour"] = "1" } }, new("second")]);
}
