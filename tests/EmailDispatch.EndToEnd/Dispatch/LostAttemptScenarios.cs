using EmailDispatch.Dispatch;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>What happens to an attempt that its instance did not finish, by its row.</summary>
[Collection<ScenarioStorage>]
public sealed class LostAttemptScenarios(Azurite azurite)
{
    private static readonly TimeSpan MaxAge = new DispatchOptions().MaxAge;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, 0, Delivery.AtLeastOnce, false)]
    [InlineData(null, 0, Delivery.AtMostOnce, true)]
    [InlineData("", 0, Delivery.AtMostOnce, false)]
    [InlineData("first", 0, Delivery.AtMostOnce, true)]
    [InlineData("first", 2, Delivery.AtLeastOnce, false)]
    [InlineData("first", 3, Delivery.AtLeastOnce, true)]
    [InlineData("", 2, Delivery.AtMostOnce, false)]
    [InlineData("", 3, Delivery.AtMostOnce, true)]
    public async Task Attempt_is_taken_over_a_few_times_unless_that_may_send_twice_what_may_be_sent_once(string? offering, int takeOvers, Delivery delivery, bool isSettled)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var row = await StoreAsync(scenario, offering, takeOvers);

        Assert.Equal(isSettled, await scenario.Get<LostAttempts>().TrySettleAsync(row, MessageOf(row), EmailOf(delivery), Cancellation));
        Assert.Equal(!isSettled, (await scenario.ReadAsync(row)).Status == EmailStatus.Sending);
    }

    [Theory]
    [InlineData(Delivery.AtMostOnce, "", 1, EmailStatus.Failed, "dispatcher_fault", "The instances that took attempt 1 stopped before it was offered to a provider.")]
    [InlineData(Delivery.AtMostOnce, "first", 1, EmailStatus.Unknown, "outcome_unknown", "Attempt 1 was being made through first when its instance stopped; whether the message was accepted is not known.")]
    [InlineData(Delivery.AtMostOnce, null, 1, EmailStatus.Unknown, "outcome_unknown", "The instance that made attempt 1 stopped before it recorded the outcome; whether a provider accepted the message is not known.")]
    [InlineData(Delivery.AtLeastOnce, "", 1, EmailStatus.Unknown, "outcome_unknown", "The instance that made attempt 1 stopped before it recorded the outcome; whether a provider accepted the message is not known.")]
    public async Task Email_that_is_given_up_tells_what_is_known(Delivery delivery, string? offering, int takeOvers, EmailStatus end, string category, string reply)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var sent = new Recipient("sent@example.com", RecipientKind.To, EmailStatus.Bounced);
        var row = await StoreAsync(scenario, offering, takeOvers, row => row with { Recipients = [.. row.Recipients, sent] });

        await scenario.Get<LostAttempts>().GiveUpAsync(row, MessageOf(row), EmailOf(delivery), Cancellation);

        var ended = await scenario.ReadAsync(row);
        Assert.Equal((end, end, category, reply), (ended.Status, ended.Recipients[0].Status, ended.Recipients[0].Category, ended.Recipients[0].Reply));
        Assert.Equal(sent, ended.Recipients[1]);
        Assert.Equal(offering == "first" ? ["1 first Unknown unknown"] : [], ended.Attempts.Select(a => $"{a.Number} {a.Provider} {a.Outcome} {a.Phase}"));
        Assert.True(await scenario.Get<PayloadStore>().ExistsAsync(row.Tenant, row.Id, Cancellation));
        Assert.Contains(2107, scenario.Logs.Errors);
    }

    [Fact]
    public async Task Email_that_is_given_up_without_its_message_ends_too()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var row = await StoreAsync(scenario, offering: "", takeOvers: 3);

        await scenario.Get<LostAttempts>().GiveUpAsync(row, message: null, email: null, Cancellation);

        Assert.Equal(EmailStatus.Unknown, (await scenario.ReadAsync(row)).Status);
    }

    [Fact]
    public async Task Email_that_another_instance_took_over_meanwhile_is_not_given_up()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var row = await StoreAsync(scenario, offering: "first", takeOvers: 3);
        await scenario.Get<StatusStore>().TryRecordAsync(row with { Offering = "second" }, Cancellation);

        await scenario.Get<LostAttempts>().GiveUpAsync(row, MessageOf(row), EmailOf(Delivery.AtLeastOnce), Cancellation);

        Assert.Equal((EmailStatus.Sending, "second"), ((await scenario.ReadAsync(row)).Status, (await scenario.ReadAsync(row)).Offering));
        Assert.DoesNotContain(2107, scenario.Logs.Errors);
    }

    [Theory]
    [InlineData(1, 0, 0, 1)]
    [InlineData(3, 0, 0, 15)]
    [InlineData(4, 1, 0, 15)]
    [InlineData(4, 1, 1, 5)]
    [InlineData(1, 0, 1, 1)]
    public async Task Email_that_was_not_offered_waits_by_the_schedule_of_its_own_attempts(int attempt, int after, int askedWaits, int minutes)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var row = await StoreAsync(scenario, offering: "", takeOvers: 3, row => row with
        {
            AttemptNumber = attempt,
            Window = row.Window with { After = after, AskedWaits = askedWaits },
            Recipients = [.. row.Recipients, new Recipient("sent@example.com", RecipientKind.To, EmailStatus.Sent)],
        });

        await scenario.Get<LostAttempts>().TrySettleAsync(row, MessageOf(row), EmailOf(Delivery.AtLeastOnce), Cancellation);

        var deferred = await scenario.ReadAsync(row);
        Assert.Equal((EmailStatus.Deferred, scenario.Time.Now.AddMinutes(minutes)), (deferred.Status, deferred.NextAttemptAt));
        Assert.Equal([EmailStatus.Deferred, EmailStatus.Sent], deferred.Recipients.Select(r => r.Status));
        Assert.Equal((attempt + 1, TimeSpan.FromMinutes(minutes)), (scenario.Queue[^1].Message.Attempt, scenario.Queue[^1].Delay));
    }

    [Theory]
    [InlineData(-60, EmailStatus.Deferred)]
    [InlineData(-59, EmailStatus.Unknown)]
    public async Task Email_that_would_be_too_old_by_then_ends(int seconds, EmailStatus end)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var row = await StoreAsync(scenario, offering: "", takeOvers: 3, age: MaxAge + TimeSpan.FromSeconds(seconds));

        await scenario.Get<LostAttempts>().TrySettleAsync(row, MessageOf(row), EmailOf(Delivery.AtLeastOnce), Cancellation);

        Assert.Equal(end, (await scenario.ReadAsync(row)).Status);
        Assert.Equal(end == EmailStatus.Unknown, await scenario.Get<PayloadStore>().ExistsAsync(row.Tenant, row.Id, Cancellation));
    }

    [Fact]
    public async Task Email_that_another_instance_took_over_meanwhile_is_not_put_off()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var row = await StoreAsync(scenario, offering: "", takeOvers: 3);
        await scenario.Get<StatusStore>().TryRecordAsync(row with { Offering = "second" }, Cancellation);
        var messages = scenario.Queue.Count;

        var isSettled = await scenario.Get<LostAttempts>().TrySettleAsync(row, MessageOf(row), EmailOf(Delivery.AtLeastOnce), Cancellation);

        Assert.True(isSettled);
        Assert.Equal(EmailStatus.Sending, (await scenario.ReadAsync(row)).Status);
        Assert.Equal(messages, scenario.Queue.Count);
        Assert.False(await scenario.Get<PayloadStore>().ExistsAsync(row.Tenant, row.Id, Cancellation));
    }

    [Fact]
    public async Task Attempt_that_was_announced_is_told_with_the_time_of_its_claim()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var lost = scenario.Get<LostAttempts>();
        var row = await StoreAsync(scenario, offering: "first", takeOvers: 0, row => row with { LeaseUntil = scenario.Time.Now.AddMinutes(3) });

        var told = Assert.Single(lost.Told(row).Attempts);

        Assert.Equal((1, "first", row.LeaseUntil - new DispatchOptions().Lease, AttemptOutcome.Unknown, "unknown", "outcome_unknown"), (told.Number, told.Provider, told.At, told.Outcome, told.Phase, told.Category));
        Assert.Equal(scenario.Time.Now - new DispatchOptions().Lease, Assert.Single(lost.Told(row with { LeaseUntil = null }).Attempts).At);
        Assert.Empty(lost.Told(row with { Offering = "" }).Attempts);
        Assert.Empty(lost.Told(row with { Offering = null }).Attempts);
    }

    [Theory]
    [InlineData(null, 2, null, true)]
    [InlineData(null, 3, null, false)]
    [InlineData("", 3, null, true)]
    [InlineData("first", 3, null, false)]
    [InlineData("", 0, Delivery.AtMostOnce, true)]
    [InlineData("", 3, Delivery.AtLeastOnce, true)]
    [InlineData(null, 0, Delivery.AtMostOnce, false)]
    [InlineData("first", 2, Delivery.AtLeastOnce, true)]
    public void Attempt_goes_on_if_it_was_not_offered_or_may_be_repeated(string? offering, int takeOvers, Delivery? delivery, bool goesOn)
    {
        var row = new EmailRow
        {
            Id = EmailId.New(TimeProvider.System),
            Tenant = "default",
            Status = EmailStatus.Sending,
            From = "ann@example.com",
            Subject = "Hello",
            Recipients = [],
            Offering = offering,
            Window = new RetryWindow { TakeOvers = takeOvers },
        };

        Assert.Equal(goesOn, LostAttempts.GoesOn(row, delivery is { } given ? EmailOf(given) : null));
    }

    private static Email EmailOf(Delivery delivery) =>
        new() { From = new EmailAddress("ann@example.com"), To = [new EmailAddress("a@example.com")], Subject = "Hello", Text = "Hi", Delivery = delivery };

    private static DispatchMessage MessageOf(EmailRow row) => DispatchMessage.For(row) with { Blob = null, Payload = EmailOf(Delivery.AtLeastOnce) };

    private static Task<EmailRow> StoreAsync(DispatchScenario scenario, string? offering, int takeOvers, Func<EmailRow, EmailRow>? change = null, TimeSpan age = default) =>
        scenario.StoreAsync(
            EmailStatus.Sending,
            row =>
            {
                row = row with { Offering = offering, LeaseUntil = scenario.Time.Now };
                row = change?.Invoke(row) ?? row;
                return row with { Window = row.Window with { TakeOvers = takeOvers } };
            },
            age);
}
