using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>The connection is lost while the message is sent. It matters whether the final dot may have been sent.</summary>
[Collection<ScenarioStorage>]
public sealed class LostConnectionScenarios(Azurite azurite)
{
    // Larger than the buffers of two sockets, so the final dot cannot have been sent.
    private const int LargerThanBuffers = 16_000_000;

    [Theory]
    [InlineData(SandboxPhase.Data, 10)]
    [InlineData(SandboxPhase.Body, LargerThanBuffers)]
    public async Task Connection_closed_before_the_dot_goes_on_with_the_next_provider(SandboxPhase phase, int textLength)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        scenario["first"].On(phase, _ => SandboxReply.Drop);

        var outcome = await scenario.AcceptAndDispatchAsync(textLength: textLength);

        Assert.Equal(["1 first: provider_failed at data, connection_lost", "1 second: sent at final_dot, no fault"], outcome.AttemptsWithoutReply);
        Assert.Equal(["a@example.com sent"], outcome.Recipients);
        Assert.Empty(scenario["first"].Inbox.After());
        Assert.Single(scenario["second"].Inbox.After());
        Assert.Equal("used", await scenario.BreakerAsync("first"));
    }

    [Fact]
    public async Task Connection_closed_after_the_dot_defers_and_repeats_the_same_message_under_at_least_once()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var drop = scenario["first"].On(SandboxPhase.Dot, _ => SandboxReply.Drop);

        var deferred = await scenario.AcceptAndDispatchAsync(delivery: "at_least_once");

        Assert.Equal(["1 first: deferred at final_dot, outcome_unknown"], deferred.AttemptsWithoutReply);
        Assert.Null(deferred.Row.Attempts[0].Code);
        Assert.Equal(["a@example.com deferred"], deferred.Recipients);
        Assert.Equal((2, TimeSpan.FromMinutes(1)), (deferred.Next!.Message.Attempt, deferred.Next.Delay));
        Assert.Equal("used", await scenario.BreakerAsync("first"));
        Assert.Equal(["merge sending", "read states", "merge deferred", "put message"], deferred.Operations);

        drop.Dispose();
        var sent = await scenario.DispatchNextAsync(deferred);

        Assert.Equal(["1 first: deferred at final_dot, outcome_unknown", "2 first: sent at final_dot, no fault"], sent.AttemptsWithoutReply);
        Assert.Equal(["a@example.com sent"], sent.Recipients);
        Assert.Equal(2, scenario["first"].Inbox.Count);
        Assert.Single(scenario["first"].Inbox.After().Select(MessageId).Distinct());
        Assert.Equal(0, scenario["second"].OpenedConnections);
    }

    [Fact]
    public async Task Connection_closed_after_the_dot_is_never_repeated_under_at_most_once()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        scenario["first"].On(SandboxPhase.Dot, _ => SandboxReply.Drop);
        var message = await scenario.AcceptAsync(delivery: "at_most_once");

        var outcome = await scenario.DispatchAsync(message);
        var redelivered = await scenario.DispatchAsync(message);

        Assert.Equal(["1 first: unknown at final_dot, outcome_unknown"], outcome.AttemptsWithoutReply);
        Assert.Equal(["a@example.com unknown"], outcome.Recipients);
        Assert.Null(outcome.Next);
        Assert.Null(redelivered.Next);
        Assert.Single(redelivered.Attempts);
        Assert.Single(scenario["first"].Inbox.After());
        Assert.Equal(0, scenario["second"].OpenedConnections);
        Assert.Equal("used", await scenario.BreakerAsync("first"));
        Assert.Equal(["merge sending", "read states", "merge sending", "PUT payload", "merge unknown"], outcome.Operations);
    }

    [Fact]
    public async Task Positive_answer_other_than_250_to_the_dot_is_acceptance()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        scenario["first"].On(SandboxPhase.Dot, _ => "251 2.0.0 Forwarded, no spam found");

        var outcome = await scenario.AcceptAndDispatchAsync(delivery: "at_most_once");

        Assert.Equal(["1 first: sent at final_dot, no fault, 251 2.0.0 Forwarded, no spam found"], outcome.Attempts);
        Assert.Equal(["a@example.com sent"], outcome.Recipients);
        Assert.Null(outcome.Next);
        Assert.Equal(0, scenario["second"].OpenedConnections);
    }

    private static string MessageId(ReceivedEmail email) =>
        email.ContentText.Split("\r\n").Single(line => line.StartsWith("Message-Id:", StringComparison.OrdinalIgnoreCase));
}
