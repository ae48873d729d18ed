using EmailDispatch.Dispatch;
using EmailDispatch.Operations;
using EmailDispatch.Status;
using EmailDispatch.Usage;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Emails whose message is lost, which should not happen, are counted by the aggregation and recovered.</summary>
[Collection<ScenarioStorage>]
public sealed class StaleScenarios(Azurite azurite)
{
    private const int LargerThanAMessage = 100_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Email_in_a_blob_whose_message_is_gone_is_sent_an_hour_later()
    {
        await using var scenario = await StartAsync(day: 5);
        var lost = await scenario.AcceptAsync(textLength: LargerThanAMessage);

        Assert.Equal(0, await RecoverAsync(scenario, lost, after: TimeSpan.FromMinutes(50)));
        Assert.Equal(1, await RecoverAsync(scenario, lost, after: TimeSpan.FromMinutes(110)));
        var outcome = await scenario.DispatchAsync(scenario.Queue[^1]);

        Assert.Equal(EmailStatus.Sent, (await scenario.ReadAsync(lost)).Status);
        Assert.Single(outcome.Attempts);
        Assert.Single(scenario["first"].Inbox.After());
    }

    [Theory]
    [InlineData(50, 0)]
    [InlineData(65, 0)]
    [InlineData(110, 1)]
    public async Task Run_recovers_the_hours_in_which_the_aggregation_counted_overdue_emails(int minutes, int messages)
    {
        await using var scenario = await StartAsync(day: 13);
        scenario.Time.Now += TimeSpan.FromHours(minutes);
        var lost = await scenario.AcceptAsync(textLength: LargerThanAMessage);
        var accepted = (await scenario.ReadAsync(lost)).AcceptedAt;
        scenario.Time.Now = accepted + TimeSpan.FromMinutes(20);
        await scenario.Get<UsageAggregator>().RunAsync(Cancellation);

        scenario.Time.Now = accepted + TimeSpan.FromMinutes(minutes);
        await scenario.Get<UsageAggregator>().RunAsync(Cancellation);
        await scenario.Get<StaleEmails>().RequeueAllAsync(Cancellation);

        // Counted at 20 minutes; the hour is checked again an hour later. Emails of other scenarios may be recovered too.
        Assert.Equal(messages, scenario.Queue.Count(message => message.Message.Id == lost.Message.Id) - 1);
    }

    [Fact]
    public async Task Email_whose_worker_died_and_whose_message_is_gone_is_taken_over()
    {
        await using var scenario = await StartAsync(day: 6);
        var lost = await scenario.AcceptAsync(textLength: LargerThanAMessage);
        var row = await scenario.ReadAsync(lost);
        await scenario.Get<StatusStore>().TryClaimAsync(row.Tenant, row.Id, row.ETag, 1, new Lease("died", scenario.Time.Now.AddMinutes(5)), Cancellation);

        Assert.Equal(1, await RecoverAsync(scenario, lost, after: TimeSpan.FromMinutes(20)));
        await scenario.DispatchAsync(scenario.Queue[^1]);

        Assert.Equal((EmailStatus.Sent, 1), ((await scenario.ReadAsync(lost)).Status, (await scenario.ReadAsync(lost)).AttemptNumber));
    }

    [Fact]
    public async Task Offer_under_at_most_once_whose_worker_died_and_whose_message_is_gone_is_unknown()
    {
        await using var scenario = await StartAsync(day: 12);
        var lost = await scenario.AcceptAsync(textLength: LargerThanAMessage, delivery: "at_most_once");
        var row = await scenario.ReadAsync(lost);
        await scenario.Get<StatusStore>().TryClaimAsync(row.Tenant, row.Id, row.ETag, 1, new Lease("died", scenario.Time.Now.AddMinutes(5)), Cancellation);
        await scenario.Get<Claims>().TryAnnounceAsync(await scenario.ReadAsync(lost), "first");

        Assert.Equal(1, await RecoverAsync(scenario, lost, after: TimeSpan.FromMinutes(20)));
        await scenario.DispatchAsync(scenario.Queue[^1]);

        Assert.Equal(EmailStatus.Unknown, (await scenario.ReadAsync(lost)).Status);
        Assert.Empty(scenario["first"].Inbox.After());
    }

    [Fact]
    public async Task Message_that_is_only_late_sends_nothing_twice()
    {
        await using var scenario = await StartAsync(day: 7);
        var late = await scenario.AcceptAsync(textLength: LargerThanAMessage);
        await RecoverAsync(scenario, late, after: TimeSpan.FromMinutes(65));

        await scenario.DispatchAsync(scenario.Queue[^1]);
        await scenario.DispatchAsync(late);

        Assert.Single(scenario["first"].Inbox.After());
    }

    [Fact]
    public async Task Email_that_travels_in_its_message_is_only_reported()
    {
        await using var scenario = await StartAsync(day: 8);
        var lost = await scenario.AcceptAsync();
        var messages = scenario.Queue.Count;

        Assert.Equal(0, await RecoverAsync(scenario, lost, after: TimeSpan.FromMinutes(65)));

        Assert.Equal(messages, scenario.Queue.Count);
    }

    [Fact]
    public async Task Email_without_a_sign_of_its_message_is_given_up_and_sent_when_the_message_comes_after_all()
    {
        await using var scenario = await StartAsync(day: 9);
        var late = await scenario.AcceptAsync();

        await RecoverAsync(scenario, late, after: TimeSpan.FromMinutes(65));
        var givenUp = await scenario.ReadAsync(late);
        await scenario.DispatchAsync(late);
        var sent = await scenario.ReadAsync(late);

        Assert.Equal((EmailStatus.Rejected, UnacceptedEmails.Reason), (givenUp.Status, Assert.Single(givenUp.Errors).Message));
        Assert.All(givenUp.Recipients, recipient => Assert.Equal(EmailStatus.Rejected, recipient.Status));
        Assert.Equal(EmailStatus.Sent, sent.Status);
        Assert.Empty(sent.Errors);
        Assert.Single(scenario["first"].Inbox.After());
    }

    [Fact]
    public async Task Email_is_not_given_up_while_the_queue_is_behind()
    {
        await using var scenario = await StartAsync(day: 10);

        // Storage uses the real time, so by this clock the message has been due for years.
        scenario.Time.Now = scenario.Time.Now.AddYears(10);
        var waiting = await scenario.AcceptAsync();

        await RecoverAsync(scenario, waiting, after: TimeSpan.FromMinutes(65));

        Assert.Equal(EmailStatus.Queued, (await scenario.ReadAsync(waiting)).Status);
        await scenario.DispatchAsync(waiting);
        Assert.Equal(EmailStatus.Sent, (await scenario.ReadAsync(waiting)).Status);
    }

    [Fact]
    public async Task Email_that_is_retried_before_its_first_attempt_is_not_given_up()
    {
        await using var scenario = await StartAsync(day: 11);
        var message = await scenario.AcceptAsync();
        var row = await scenario.ReadAsync(message);
        scenario.Time.Now += TimeSpan.FromHours(24);
        await scenario.Get<PoisonedMessages>().SettleAsync(message.Text, Cancellation);
        Assert.Equal(EmailStatus.Failed, (await scenario.ReadAsync(message)).Status);
        await scenario.Get<EmailRetry>().RetryAsync(row.Tenant, row.Id, Cancellation);

        var recovered = await RecoverAsync(scenario, message, after: TimeSpan.FromHours(24) + TimeSpan.FromMinutes(65));
        await scenario.DispatchAsync(scenario.Queue[^1]);

        Assert.Equal(1, recovered);
        Assert.Equal(EmailStatus.Sent, (await scenario.ReadAsync(message)).Status);
    }

    // Storage is shared and remembers when hours were checked, so each scenario has its own hours.
    private async Task<DispatchScenario> StartAsync(int day)
    {
        var scenario = await DispatchScenario.StartAsync(azurite);
        scenario.Time.Now = new DateTimeOffset(2026, 4, day, 9, 0, 0, TimeSpan.Zero);
        return scenario;
    }

    /// <summary>Runs the aggregation this long after an email was accepted, and recovers that email if it is overdue.</summary>
    private static async Task<int> RecoverAsync(DispatchScenario scenario, QueuedMessage email, TimeSpan after)
    {
        var row = await scenario.ReadAsync(email);
        scenario.Time.Now = row.AcceptedAt + after;
        var run = await scenario.Get<UsageAggregator>().RunAsync(Cancellation);
        Assert.Equal(0, run.Faulty);
        return StaleRows.IsStale(row, scenario.Time.Now) && await scenario.Get<StaleEmails>().TryRequeueAsync(row, Cancellation) ? 1 : 0;
    }
}
