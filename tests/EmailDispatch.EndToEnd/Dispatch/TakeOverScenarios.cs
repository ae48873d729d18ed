using EmailDispatch.Dispatch;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Instances repeatedly stop while they hold an email, maybe because another email crashes them.</summary>
[Collection<ScenarioStorage>]
public sealed class TakeOverScenarios(Azurite azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("at_least_once")]
    [InlineData("at_most_once")]
    public async Task Email_that_was_not_offered_when_its_last_instance_stopped_waits_and_is_sent(string delivery)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync(delivery: delivery);
        await DieAsync(scenario, message, times: 1 + LostAttempts.MaxTakeOvers);

        var putOff = await scenario.DispatchAsync(message);
        var sent = await scenario.DispatchNextAsync(putOff);

        Assert.Equal((EmailStatus.Deferred, 2, TimeSpan.FromMinutes(1)), (putOff.Row.Status, putOff.Next!.Message.Attempt, putOff.Next.Delay));
        Assert.Contains("had not offered it to a provider", putOff.Row.Recipients[0].Reply, StringComparison.Ordinal);
        Assert.Equal(["a@example.com sent"], sent.Recipients);
        Assert.Single(scenario["first"].Inbox.After());
    }

    [Fact]
    public async Task Message_that_comes_again_after_the_email_was_put_off_leads_to_the_same_next_attempt()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync();
        await DieAsync(scenario, message, times: 1 + LostAttempts.MaxTakeOvers);
        await scenario.RunAsync(message);

        var again = await scenario.DispatchAsync(message);

        Assert.Equal((EmailStatus.Deferred, 2), (again.Row.Status, again.Next!.Message.Attempt));
    }

    [Fact]
    public async Task Email_that_was_being_offered_when_its_last_instance_stopped_is_unknown()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync();
        await DieAsync(scenario, message, times: 1 + LostAttempts.MaxTakeOvers);
        await scenario.Get<Claims>().TryAnnounceAsync(await scenario.ReadAsync(message), "second");

        var outcome = await scenario.DispatchAsync(message);

        Assert.Equal(["a@example.com unknown"], outcome.Recipients);
        Assert.Equal(["1 second: unknown at unknown, outcome_unknown"], outcome.AttemptsWithoutReply);
        Assert.Null(outcome.Next);
    }

    [Theory]
    [InlineData("at_least_once", EmailStatus.Unknown)]
    [InlineData("at_most_once", EmailStatus.Failed)]
    public async Task Email_that_its_instances_always_stop_of_ends_with_its_time(string delivery, EmailStatus end)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync(delivery: delivery);
        await DieAsync(scenario, message, times: 1 + LostAttempts.MaxTakeOvers);
        var delays = new List<TimeSpan>();

        for (var outcome = await scenario.DispatchAsync(message); outcome.Next is { } next; outcome = await scenario.DispatchAsync(next))
        {
            Assert.InRange(delays.Count, 0, 20);
            delays.Add(next.Delay);
            scenario.Time.Now += next.Delay;
            await DieAsync(scenario, next, times: 1);
        }

        Assert.Equal([1, 5, 15, 60, 120, 240, 480], delays.Take(7).Select(delay => delay.TotalMinutes));
        Assert.Equal(end, (await scenario.ReadAsync(message)).Status);
        Assert.Empty(scenario["first"].Inbox.After());
    }

    /// <summary>Claims the message's attempt and lets its instance stop, repeatedly, each time after the previous lease.</summary>
    private static async Task DieAsync(DispatchScenario scenario, QueuedMessage message, int times)
    {
        for (; times > 0; times--)
        {
            Assert.NotNull(await scenario.Get<Claims>().TryClaimAsync(message.Message, message.Message.Payload!, Cancellation));
            scenario.Time.Now += TimeSpan.FromMinutes(6);
        }
    }
}
