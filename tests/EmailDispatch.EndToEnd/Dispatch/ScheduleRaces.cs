using EmailDispatch.Operations;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Callers change an email's schedule just as it is due. One side wins, and the answer tells which.</summary>
[Collection<ScenarioStorage>]
public sealed class ScheduleRaces(Azurite azurite)
{
    private static readonly int Races = TestSize.Of("SCHEDULE_RACES", 200);

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task Cancel_against_dispatch_ends_either_sent_or_canceled()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var messages = await AcceptAsync(scenario);
        var outcomes = new List<(QueuedMessage Message, ScheduleResult Answer)>();

        foreach (var message in messages)
            outcomes.Add((message, await RaceAsync(scenario, message, outcomes.Count, () => scenario.CancelAsync(message))));

        var received = Received(scenario);
        var canceled = 0;
        foreach (var (message, answer) in outcomes)
        {
            var row = await scenario.ReadAsync(message);
            Assert.Equal(answer.Changed ? EmailStatus.Canceled : EmailStatus.Sent, row.Status);
            Assert.Equal(answer.Changed ? 0 : 1, received.Count(content => content.Contains(message.Message.Id, StringComparison.Ordinal)));
            if (answer.Changed)
                canceled++;
            else
                Assert.Contains(answer.Row!.Status, (EmailStatus[])[EmailStatus.Sending, EmailStatus.Sent]);
        }

        // Both sides must win at least once, or there was no race.
        Assert.InRange(canceled, 1, Races - 1);
        Assert.Equal(Races, scenario.Queue.Count);
        Assert.Empty(scenario.Logs.Errors);
    }

    [Fact]
    public async Task Reschedule_against_dispatch_sends_once_at_the_time_the_answer_tells()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var messages = await AcceptAsync(scenario);
        var due = scenario.Time.Now;
        var outcomes = new List<(QueuedMessage Message, ScheduleResult Answer)>();

        foreach (var message in messages)
            outcomes.Add((message, await RaceAsync(scenario, message, outcomes.Count, () => scenario.RescheduleAsync(message, due + Day))));

        var receivedFirst = Received(scenario);
        foreach (var (message, answer) in outcomes)
        {
            var row = await scenario.ReadAsync(message);
            Assert.Equal(answer.Changed ? (EmailStatus.Scheduled, due + Day) : (EmailStatus.Sent, due), (row.Status, row.ScheduledAt));
            Assert.Equal(answer.Changed ? 0 : 1, receivedFirst.Count(content => content.Contains(message.Message.Id, StringComparison.Ordinal)));
        }

        Assert.InRange(outcomes.Count(outcome => outcome.Answer.Changed), 1, Races - 1);

        // The new message and the former one that stands in for it are both due, which is another race.
        scenario.Time.Now += Day;
        foreach (var pair in scenario.Queue.Skip(Races).GroupBy(message => message.Message.Id).ToList())
            await Task.WhenAll(pair.Select(scenario.RunAsync));

        var received = Received(scenario);
        foreach (var message in messages)
        {
            Assert.Equal(EmailStatus.Sent, (await scenario.ReadAsync(message)).Status);
            Assert.Single(received, content => content.Contains(message.Message.Id, StringComparison.Ordinal));
        }
    }

    private static async Task<List<QueuedMessage>> AcceptAsync(DispatchScenario scenario)
    {
        var messages = new List<QueuedMessage>();
        while (messages.Count < Races)
            messages.Add(await scenario.AcceptAsync(scheduledAt: scenario.Time.Now + Day));
        scenario.Time.Now += Day;
        return messages;
    }

    /// <summary>Each side makes two storage requests. They take turns to start, so each wins sometimes.</summary>
    private static async Task<ScheduleResult> RaceAsync(DispatchScenario scenario, QueuedMessage message, int round, Func<Task<ScheduleResult>> change)
    {
        if (round % 2 == 0)
        {
            var dispatch = scenario.RunAsync(message);
            var answer = await change();
            await dispatch;
            return answer;
        }

        var changing = change();
        await scenario.RunAsync(message);
        return await changing;
    }

    private static List<string> Received(DispatchScenario scenario) => [.. scenario["first"].Inbox.After().Select(email => email.ContentText)];
}
