using Azure.Storage.Queues;
using EmailDispatch.Dispatch;
using EmailDispatch.Naming;
using EmailDispatch.Operations;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>The status of an email whose message became poison: what is known about it, and no more.</summary>
[Collection<ScenarioStorage>]
public sealed class PoisonScenarios(Azurite azurite)
{
    private readonly QueueClient _poison = new(azurite.ConnectionString, DispatchQueue.PoisonQueueName);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_that_cannot_be_read_stays_visible_and_is_logged_once_while_others_are_settled()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        await _poison.ClearMessagesAsync(Cancellation);
        var message = await scenario.AcceptAsync();
        await _poison.SendMessageAsync("not JSON", Cancellation);
        await _poison.SendMessageAsync(message.Text, Cancellation);

        await scenario.Get<PoisonedMessages>().BringBackAsync(Cancellation);
        await scenario.Get<PoisonedMessages>().BringBackAsync(Cancellation);

        Assert.Equal(["not JSON"], (await _poison.PeekMessagesAsync(32, Cancellation)).Value.Select(left => left.Body.ToString()));
        Assert.Equal([2302], scenario.Logs.Errors);
        Assert.Equal((1, TimeSpan.FromMinutes(1)), (scenario.Queue[^1].Message.Returns, scenario.Queue[^1].Delay));
    }

    [Fact]
    public async Task Message_that_an_operator_requeues_is_attempted_at_once()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        await _poison.ClearMessagesAsync(Cancellation);
        var message = await scenario.AcceptAsync();
        var id = (await _poison.SendMessageAsync(message.Text, Cancellation)).Value.MessageId;
        var queues = scenario.Get<PoisonQueues>();

        var found = await queues.FindAsync(DispatchQueue.PoisonQueueName, id, Cancellation);
        var result = await queues.RequeueAsync(DispatchQueue.PoisonQueueName, id, "key", Cancellation);
        var sent = await scenario.DispatchAsync(scenario.Queue[^1]);

        Assert.Equal((message.Message.Id, "default", "queued"), (found!.EmailId, found.Tenant, found.EmailStatus));
        Assert.DoesNotContain("xxxx", found.Content, StringComparison.Ordinal);
        Assert.Equal((new PoisonResult(IsFound: true) { EmailStatus = "queued" }, TimeSpan.Zero), (result, scenario.Queue[^1].Delay));
        Assert.Equal(["a@example.com sent"], sent.Recipients);
        Assert.Null((await _poison.PeekMessageAsync(Cancellation)).Value);
    }

    [Fact]
    public async Task Message_of_an_email_that_has_ended_is_requeued_without_sending_it_again()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        await _poison.ClearMessagesAsync(Cancellation);
        var message = await scenario.AcceptAsync();
        await scenario.DispatchAsync(message);
        var id = (await _poison.SendMessageAsync(message.Text, Cancellation)).Value.MessageId;

        var result = await scenario.Get<PoisonQueues>().RequeueAsync(DispatchQueue.PoisonQueueName, id, "key", Cancellation);

        Assert.Equal(new PoisonResult(IsFound: true) { EmailStatus = "sent" }, result);
        Assert.Single(scenario.Queue);
        Assert.Null((await _poison.PeekMessageAsync(Cancellation)).Value);
    }

    [Theory]
    [InlineData("at_least_once", LostAttempts.MaxTakeOvers)]
    [InlineData("at_most_once", 0)]
    public async Task Claimed_attempt_that_is_poisoned_and_not_to_be_taken_over_is_unknown(string delivery, int takeOvers)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync(delivery: delivery);
        await DieAsync(scenario, message, takeOvers: takeOvers);
        await scenario.Get<Claims>().TryAnnounceAsync(await scenario.ReadAsync(message), "first");

        await SettleAsync(scenario, message);

        var row = await scenario.ReadAsync(message);
        Assert.Equal(EmailStatus.Unknown, row.Status);
        Assert.Equal("Attempt 1 was being made through first when its instance stopped; whether the message was accepted is not known.", row.Recipients[0].Reply);
        Assert.Equal(["1 first unknown at unknown"], row.Attempts.Select(a => $"{a.Number} {a.Provider} {a.Outcome.ToName()} at {a.Phase}"));
        Assert.True(await scenario.HasPayloadAsync(message));
    }

    [Fact]
    public async Task Claimed_attempt_of_which_nothing_more_is_known_is_put_back_and_taken_over()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync();
        await DieAsync(scenario, message);

        await SettleAsync(scenario, message);
        var sent = await scenario.DispatchAsync(scenario.Queue[^1]);

        Assert.Equal(TimeSpan.FromMinutes(1), scenario.Queue[^1].Delay);
        Assert.Equal(["a@example.com sent"], sent.Recipients);
        Assert.Equal(1, sent.Row.Window.TakeOvers);
    }

    [Fact]
    public async Task Claimed_attempt_that_is_poisoned_again_and_again_is_unknown_in_the_end()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync();
        await DieAsync(scenario, message);
        scenario.Time.Now += TimeSpan.FromDays(1);

        await SettleAsync(scenario, message);

        var row = await scenario.ReadAsync(message);
        Assert.Equal(EmailStatus.Unknown, row.Status);
        Assert.Contains("whether a provider accepted the message is not known", row.Recipients[0].Reply, StringComparison.Ordinal);
        Assert.True(await scenario.HasPayloadAsync(message));
    }

    [Fact]
    public async Task Claimed_attempt_that_was_not_offered_yet_is_put_back_where_each_offer_is_announced()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync(delivery: "at_most_once");
        await DieAsync(scenario, message);

        await SettleAsync(scenario, message);
        var sent = await scenario.DispatchAsync(scenario.Queue[^1]);

        Assert.Equal(["a@example.com sent"], sent.Recipients);
        Assert.Equal(["1 first: sent at final_dot, no fault"], sent.AttemptsWithoutReply);
        Assert.Single(scenario["first"].Inbox.After());
    }

    [Fact]
    public async Task Offer_that_was_announced_and_not_recorded_is_unknown_at_the_take_over_and_says_what_was_attempted()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync(delivery: "at_most_once");
        await DieAsync(scenario, message);
        await scenario.Get<Claims>().TryAnnounceAsync(await scenario.ReadAsync(message), "second");

        var outcome = await scenario.DispatchAsync(message);

        Assert.Equal(["a@example.com unknown"], outcome.Recipients);
        Assert.Equal(["1 second: unknown at unknown, outcome_unknown"], outcome.AttemptsWithoutReply);
        Assert.Contains("second", outcome.Row.Recipients[0].Reply, StringComparison.Ordinal);
        Assert.Empty(scenario["first"].Inbox.After());
    }

    [Fact]
    public async Task Instance_that_dies_at_the_second_provider_leaves_what_the_first_has_accepted()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync(["a@example.com", "b@example.com"]);
        scenario["first"].On(SandboxPhase.Rcpt, c => c.Recipient == "b@example.com" ? "452 4.3.1 Daily sending quota exceeded" : null);
        EmailRow? duringTheSecond = null;
        scenario["second"].On(SandboxPhase.Mail, async (_, _) =>
        {
            duringTheSecond ??= await scenario.ReadAsync(message);
            return null;
        });

        await scenario.RunAsync(message);

        Assert.Equal((EmailStatus.Sending, "second"), (duringTheSecond!.Status, duringTheSecond.Offering));
        Assert.Equal([EmailStatus.Sent, EmailStatus.Deferred], duringTheSecond.Recipients.Select(r => r.Status).Select(s => s == EmailStatus.Sent ? s : EmailStatus.Deferred));
        Assert.Equal(AttemptOutcome.Partial, Assert.Single(duringTheSecond.Attempts).Outcome);
    }

    [Fact]
    public async Task Suppression_and_payload_that_a_crash_left_undone_are_made_up_for_when_the_message_comes_again()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync(["a@example.com"]);
        var row = await scenario.ReadAsync(message);
        var bounced = new Recipient("a@example.com", RecipientKind.To, EmailStatus.Bounced) { Reply = "550 5.1.1 No such user", Category = "recipient_unknown", Unreachable = true };
        await scenario.Get<StatusStore>().TryRecordAsync(row with { Status = EmailStatus.Bounced, AttemptNumber = 1, Recipients = [bounced] }, Cancellation);

        await scenario.RunAsync(message);

        Assert.True(await scenario.HasPayloadAsync(message));
        Assert.Contains("add suppression", scenario.Operations);
    }

    [Fact]
    public async Task Claimed_attempt_whose_lease_still_runs_is_left_to_who_makes_it()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync();
        await DieAsync(scenario, message, leaseIsOver: false);

        await SettleAsync(scenario, message);

        Assert.Equal(EmailStatus.Sending, (await scenario.ReadAsync(message)).Status);
        Assert.Equal((1, TimeSpan.FromMinutes(5)), (scenario.Queue[^1].Message.Attempt, scenario.Queue[^1].Delay));
    }

    [Fact]
    public async Task Attempt_that_dies_after_its_message_was_put_back_is_not_made_anew()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync(delivery: "at_most_once");
        await DieAsync(scenario, message, leaseIsOver: false);
        await scenario.Get<Claims>().TryAnnounceAsync(await scenario.ReadAsync(message), "first");
        await SettleAsync(scenario, message);
        scenario.Time.Now += TimeSpan.FromMinutes(6);

        var outcome = await scenario.DispatchAsync(scenario.Queue[^1]);

        Assert.Equal(["a@example.com unknown"], outcome.Recipients);
        Assert.Empty(scenario["first"].Inbox.After());
    }

    [Fact]
    public async Task Email_that_was_never_tried_is_put_back_and_sent()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync();

        await SettleAsync(scenario, message);
        var sent = await scenario.DispatchAsync(scenario.Queue[^1]);

        Assert.Equal(["a@example.com sent"], sent.Recipients);
        Assert.Equal(TimeSpan.FromMinutes(1), scenario.Queue[^1].Delay);
    }

    [Fact]
    public async Task Email_that_is_poisoned_again_and_again_fails_in_the_end_and_says_that_it_was_never_tried()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync();
        var delays = new List<TimeSpan>();

        for (var queued = message; queued is not null;)
        {
            Assert.InRange(delays.Count, 0, 20);
            var messages = scenario.Queue.Count;
            await SettleAsync(scenario, queued);
            queued = scenario.Queue.Skip(messages).SingleOrDefault();
            if (queued is not null)
                delays.Add(queued.Delay);
            scenario.Time.Now += queued?.Delay ?? TimeSpan.Zero;
        }

        var row = await scenario.ReadAsync(message);
        Assert.Equal([1, 5, 15, 60, 120, 240, 480], delays.Take(7).Select(delay => delay.TotalMinutes));
        Assert.Equal(EmailStatus.Failed, row.Status);
        Assert.Contains("no provider was asked", row.Recipients[0].Reply, StringComparison.Ordinal);
        Assert.Equal("dispatcher_fault", row.Recipients[0].Category);
        Assert.True(await scenario.HasPayloadAsync(message));
    }

    [Fact]
    public async Task Attempt_that_is_recorded_as_deferred_goes_on()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync();
        var defer = scenario["first"].On(SandboxPhase.Rcpt, _ => "451 4.3.0 Not now");
        await scenario.RunAsync(message);
        defer.Dispose();

        await SettleAsync(scenario, message);

        Assert.Equal(EmailStatus.Deferred, (await scenario.ReadAsync(message)).Status);
        Assert.Equal((2, TimeSpan.FromMinutes(1)), (scenario.Queue[^1].Message.Attempt, scenario.Queue[^1].Delay));
    }

    [Fact]
    public async Task Email_whose_instances_die_again_and_again_is_sent_a_bounded_number_of_times()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync();
        var deaths = 0;
        scenario["first"].On(SandboxPhase.Dot, async (_, _) =>
        {
            // Fails to record this attempt, as if the instance had died. Another one then has the lease, offers the email and dies too.
            deaths++;
            var row = await scenario.ReadAsync(message);
            var lease = new Lease("another", scenario.Time.Now + TimeSpan.FromMinutes(5)) { Window = row.Window };
            Assert.NotNull(await scenario.Get<StatusStore>().TryClaimAsync(row.Tenant, row.Id, row.ETag, row.AttemptNumber, lease, Cancellation));
            var claimed = await scenario.ReadAsync(message);
            await scenario.Get<StatusStore>().TryRecordAsync(claimed with { Offering = "first" }, Cancellation);
            scenario.Time.Now += TimeSpan.FromMinutes(6);
            return SandboxReply.Drop;
        });

        for (var left = 10; left > 0 && !(await scenario.ReadAsync(message)).Status.IsTerminal(); left--)
            await scenario.RunAsync(message);

        var row = await scenario.ReadAsync(message);
        Assert.Equal((EmailStatus.Unknown, 4), (row.Status, deaths));
        Assert.Contains("first", row.Recipients[0].Reply, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Repeat("1 first unknown at unknown", 4),
            row.Attempts.Select(a => $"{a.Number} {a.Provider} {a.Outcome.ToName()} at {a.Phase}"));
    }

    /// <summary>Claims the email's first attempt and does nothing more.</summary>
    private static async Task DieAsync(DispatchScenario scenario, QueuedMessage message, bool leaseIsOver = true, int takeOvers = 0)
    {
        var row = await scenario.ReadAsync(message);
        var lease = new Lease("died", scenario.Time.Now + TimeSpan.FromMinutes(leaseIsOver ? -1 : 5)) { Window = row.Window with { TakeOvers = takeOvers } };
        Assert.NotNull(await scenario.Get<StatusStore>().TryClaimAsync(row.Tenant, row.Id, row.ETag, 1, lease, Cancellation));
    }

    private static Task SettleAsync(DispatchScenario scenario, QueuedMessage message) =>
        scenario.Get<PoisonedMessages>().SettleAsync(message.Text, Cancellation);
}
