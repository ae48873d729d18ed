using EmailDispatch.Sandbox;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>The host freezes during a session. When it wakes, another instance may be sending the email.</summary>
[Collection<ScenarioStorage>]
public sealed class FrozenHostScenarios(Azurite azurite)
{
    public static TheoryData<SandboxPhase, int> Freezes =>
    [
        (SandboxPhase.Mail, 6 * 60), (SandboxPhase.Rcpt, 6 * 60), (SandboxPhase.Data, 6 * 60),

        // The claim is still valid, but the instance counts as lost.
        (SandboxPhase.Rcpt, 50), (SandboxPhase.Data, 50),
    ];

    [Theory]
    [MemberData(nameof(Freezes))]
    public async Task Message_whose_claim_is_over_is_stopped_before_the_final_dot(SandboxPhase phase, int seconds)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var freeze = scenario["first"].On(phase, _ =>
        {
            scenario.Time.Now += TimeSpan.FromSeconds(seconds);
            return null;
        });

        var stopped = await scenario.AcceptAndDispatchAsync();

        Assert.Empty(scenario["first"].Inbox.After());
        Assert.Empty(stopped.Attempts);
        Assert.Equal((EmailStatus.Deferred, 2), (stopped.Row.Status, stopped.Next!.Message.Attempt));
        Assert.Equal("used", await scenario.BreakerAsync("first"));
        Assert.Contains("it was stopped and not sent", scenario.Logs.Text, StringComparison.Ordinal);
        freeze.Dispose();
        var sent = await scenario.DispatchNextAsync(stopped);
        Assert.Equal(["a@example.com sent"], sent.Recipients);
        Assert.Single(scenario["first"].Inbox.After());
    }

    [Fact]
    public async Task Short_freeze_changes_nothing()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        scenario["first"].On(SandboxPhase.Data, _ =>
        {
            scenario.Time.Now += TimeSpan.FromSeconds(30);
            return null;
        });

        var sent = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(["a@example.com sent"], sent.Recipients);
        Assert.Single(scenario["first"].Inbox.After());
    }
}
