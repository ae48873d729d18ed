using EmailDispatch.Dispatch;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>What happens to a message before its attempt.</summary>
[Collection<ScenarioStorage>]
public sealed class DispatcherScenarios(Azurite azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, false)]
    [InlineData(0, true)]
    [InlineData(-1, true)]
    public async Task Message_that_comes_early_is_queued_again_for_its_time(int secondsUntilDue, bool isAttempted)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var due = scenario.Time.Now.AddDays(1);
        var queued = await scenario.AcceptAsync(scheduledAt: due);
        scenario.Time.Now = due.AddSeconds(-secondsUntilDue);

        var outcome = await scenario.DispatchAsync(queued);

        Assert.Equal(isAttempted ? ["a@example.com sent"] : ["a@example.com scheduled"], outcome.Recipients);
        Assert.Equal(isAttempted ? null : TimeSpan.FromSeconds(secondsUntilDue), outcome.Next?.Delay);
        Assert.Equal(isAttempted ? null : queued.Text, outcome.Next?.Text);
    }

    [Theory]
    [InlineData(100_000, true)]
    [InlineData(10, false)]
    public async Task Only_an_email_in_a_blob_waits_for_memory(int length, bool waits)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync(textLength: length);
        var everything = await scenario.Get<DispatchBudget>().TakeAsync(null, Cancellation);

        var run = scenario.RunAsync(message);
        if (!waits)
            await run;
        var isWaiting = !run.IsCompleted;
        everything.Dispose();
        await run;

        Assert.Equal(waits, isWaiting);
        Assert.Equal(0, scenario.Get<DispatchBudget>().Taken);
        Assert.Single(scenario["first"].Inbox.After());
    }
}
