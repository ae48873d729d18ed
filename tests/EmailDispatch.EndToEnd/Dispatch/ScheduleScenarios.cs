using EmailDispatch.Sandbox;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Scheduled emails wait on the queue, are rescheduled, and are canceled.</summary>
[Collection<ScenarioStorage>]
public sealed class ScheduleScenarios(Azurite azurite)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task Email_thirty_days_ahead_hops_four_times_and_is_sent_at_its_first_attempt()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var due = scenario.Time.Now + 30 * Day;
        var message = await scenario.AcceptAsync(scheduledAt: due);
        var waiting = await scenario.ReadAsync(message);
        var hops = new List<TimeSpan> { message.Delay };

        for (var hop = 0; hop < 4; hop++)
        {
            scenario.Time.Now += message.Delay;
            var early = await scenario.DispatchAsync(message);
            Assert.Equal(["put message"], early.Operations);
            message = early.Next!;
            hops.Add(message.Delay);
        }

        scenario.Time.Now += message.Delay;
        var outcome = await scenario.DispatchAsync(message);

        Assert.Equal((EmailStatus.Scheduled, due), (waiting.Status, waiting.ScheduledAt));
        Assert.Equal([7 * Day, 7 * Day, 7 * Day, 7 * Day, 2 * Day], hops);
        Assert.Equal(due, scenario.Time.Now);
        Assert.Equal(["1 first: sent at final_dot, no fault"], outcome.AttemptsWithoutReply);
        Assert.DoesNotContain("read row", outcome.Operations);
        Assert.False(await scenario.HasPayloadAsync(message));
        var received = Assert.Single(scenario["first"].Inbox.After());
        Assert.Contains("\r\nDate: Thu, 09 Apr 2026 10:20:00 +0000\r\n", received.ContentText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Age_counts_from_the_scheduled_time()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        scenario["first"].On(SandboxPhase.Rcpt, _ => "450 4.2.0 Greylisted");
        var message = await scenario.AcceptAsync(scheduledAt: scenario.Time.Now + (2 * Day));
        scenario.Time.Now += message.Delay;

        var outcome = await scenario.DispatchAsync(message);
        var second = await scenario.DispatchNextAsync(outcome);

        Assert.Equal(EmailStatus.Deferred, outcome.Row.Status);
        Assert.Equal(2, outcome.Next!.Message.Attempt);
        Assert.Equal(EmailStatus.Deferred, second.Row.Status);
    }

    [Fact]
    public async Task Time_in_the_past_is_now()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);

        var outcome = await scenario.DispatchAsync(await scenario.AcceptAsync(scheduledAt: scenario.Time.Now - Day));

        Assert.Equal(["a@example.com sent"], outcome.Recipients);
        Assert.Null(outcome.Row.ScheduledAt);
    }

    [Fact]
    public async Task Rescheduled_email_is_sent_once_at_the_later_time()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var start = scenario.Time.Now;
        var former = await scenario.AcceptAsync(scheduledAt: start + Day);

        var result = await scenario.RescheduleAsync(former, start + (3 * Day));
        var latter = scenario.Queue[^1];
        scenario.Time.Now = start + Day;
        var substitute = await scenario.DispatchAsync(former);
        scenario.Time.Now = start + (3 * Day);
        var outcome = await scenario.DispatchAsync(latter);
        var repeated = await scenario.DispatchAsync(substitute.Next!);

        Assert.True(result.Changed);
        Assert.Equal((3 * Day, 2 * Day), (latter.Delay, substitute.Next!.Delay));
        Assert.Equal(EmailStatus.Scheduled, substitute.Row.Status);
        Assert.Equal(["a@example.com sent"], outcome.Recipients);
        Assert.Null(repeated.Next);
        var received = Assert.Single(scenario["first"].Inbox.After());
        Assert.Contains("\r\nDate: Fri, 13 Mar 2026 10:20:00 +0000\r\n", received.ContentText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rescheduled_email_is_sent_once_at_the_earlier_time()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var former = await scenario.AcceptAsync(scheduledAt: scenario.Time.Now + (20 * Day));

        await scenario.RescheduleAsync(former, scenario.Time.Now);
        var latter = scenario.Queue[^1];
        var outcome = await scenario.DispatchAsync(latter);
        scenario.Time.Now += 7 * Day;
        var hop = await scenario.DispatchAsync(former);
        scenario.Time.Now += 13 * Day;
        var late = await scenario.DispatchAsync(hop.Next!);

        Assert.Equal(TimeSpan.Zero, latter.Delay);
        Assert.Equal(["a@example.com sent"], outcome.Recipients);
        Assert.Null(late.Next);
        Assert.Single(scenario["first"].Inbox.After());
    }

    [Fact]
    public async Task Crash_between_row_and_message_leaves_the_former_message_to_keep_the_new_time()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var start = scenario.Time.Now;
        var former = await scenario.AcceptAsync(scheduledAt: start + Day);

        // The new message is never given to the dispatcher, as if it had not been put on the queue.
        await scenario.RescheduleAsync(former, start + (9 * Day));
        scenario.Time.Now = start + Day;
        var substitute = await scenario.DispatchAsync(former);
        scenario.Time.Now += substitute.Next!.Delay;
        var hop = await scenario.DispatchAsync(substitute.Next);
        scenario.Time.Now += hop.Next!.Delay;
        var outcome = await scenario.DispatchAsync(hop.Next);

        Assert.Equal(start + (9 * Day), scenario.Time.Now);
        Assert.Equal(["a@example.com sent"], outcome.Recipients);
        Assert.Single(scenario["first"].Inbox.After());
    }

    [Fact]
    public async Task Canceled_email_is_never_sent_and_its_payload_is_gone()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync(scheduledAt: scenario.Time.Now + Day);
        var hadPayload = await scenario.HasPayloadAsync(message);

        var result = await scenario.CancelAsync(message);
        var hasPayload = await scenario.HasPayloadAsync(message);
        scenario.Time.Now += Day;
        var outcome = await scenario.DispatchAsync(message);

        Assert.Equal((true, false), (hadPayload, hasPayload));
        Assert.Equal((true, EmailStatus.Canceled), (result.Changed, result.Row!.Status));
        Assert.Equal(["a@example.com canceled"], outcome.Recipients);
        Assert.Empty(outcome.Attempts);
        Assert.Null(outcome.Next);
        Assert.Empty(scenario["first"].Inbox.After());
    }

    [Fact]
    public async Task Email_that_is_no_longer_scheduled_is_left_alone()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var queued = await scenario.AcceptAsync();
        var canceled = await scenario.AcceptAsync(scheduledAt: scenario.Time.Now + Day);
        await scenario.CancelAsync(canceled);

        var queuedCancel = await scenario.CancelAsync(queued);
        var canceledAgain = await scenario.CancelAsync(canceled);
        var canceledMoved = await scenario.RescheduleAsync(canceled, scenario.Time.Now + (2 * Day));

        Assert.Equal((false, EmailStatus.Queued), (queuedCancel.Changed, queuedCancel.Row!.Status));
        Assert.Equal((false, EmailStatus.Canceled), (canceledAgain.Changed, canceledAgain.Row!.Status));
        Assert.Equal((false, EmailStatus.Canceled), (canceledMoved.Changed, canceledMoved.Row!.Status));
        Assert.Equal(2, scenario.Queue.Count(m => m.Message.Id == queued.Message.Id || m.Message.Id == canceled.Message.Id));
    }
}
