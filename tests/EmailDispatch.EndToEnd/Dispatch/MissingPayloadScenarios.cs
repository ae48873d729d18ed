using EmailDispatch.Dispatch;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Somebody deleted the blob with an email's payload.</summary>
[Collection<ScenarioStorage>]
public sealed class MissingPayloadScenarios(Azurite azurite)
{
    private const int LargerThanAMessage = 100_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Email_whose_blob_is_missing_fails_with_its_reason_when_its_time_is_over()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync(textLength: LargerThanAMessage);
        var started = scenario.Time.Now;
        await scenario.Get<PayloadStore>().DeleteAsync(message.Message.Blob!, Cancellation);

        var rounds = 0;
        for (var next = await scenario.DispatchAsync(message); next.Next is { } again; next = await scenario.DispatchAsync(again))
        {
            Assert.Equal((1, MissingPayloads.LookAgainAfter), (again.Message.Attempt, again.Delay));
            scenario.Time.Now += TimeSpan.FromHours(5);
            Assert.True(++rounds < 10);
        }

        var row = await scenario.ReadAsync(message);
        Assert.Equal((EmailStatus.Failed, "The stored content of this email is missing."), (row.Status, row.Recipients[0].Reply));
        Assert.InRange(scenario.Time.Now - started, TimeSpan.FromHours(24), TimeSpan.FromHours(30));
        Assert.Contains(2111, scenario.Logs.Errors);
    }

    [Fact]
    public async Task Email_whose_blob_is_brought_back_is_sent()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync(textLength: LargerThanAMessage);
        var payloads = scenario.Get<PayloadStore>();
        var email = await payloads.ReadAsync(message.Message.Blob!, Cancellation);
        await payloads.DeleteAsync(message.Message.Blob!, Cancellation);
        var waiting = await scenario.DispatchAsync(message);
        var row = await scenario.ReadAsync(message);
        await payloads.SaveAsync(row.Tenant, row.Id, email, Cancellation);

        var sent = await scenario.DispatchNextAsync(waiting);

        Assert.Equal(["a@example.com sent"], sent.Recipients);
        Assert.Single(scenario["first"].Inbox.After());
    }

    [Theory]
    [InlineData(EmailStatus.Sent, 1, 1, 0, true, EmailStatus.Sent)]
    [InlineData(EmailStatus.Deferred, 3, 30, 0, true, EmailStatus.Deferred)]
    [InlineData(EmailStatus.Deferred, 2, 30, 0, true, EmailStatus.Failed)]
    [InlineData(EmailStatus.Deferred, 1, 24, 0, true, EmailStatus.Failed)]
    [InlineData(EmailStatus.Deferred, 1, 23, 0, false, EmailStatus.Deferred)]
    [InlineData(EmailStatus.Queued, 0, 1, 0, false, EmailStatus.Queued)]
    [InlineData(EmailStatus.Sending, 2, 30, 1, false, EmailStatus.Sending)]
    [InlineData(EmailStatus.Sending, 2, 30, 0, true, EmailStatus.Failed)]
    public async Task Row_decides_what_becomes_of_a_message_for_attempt_2_without_content(
        EmailStatus status, int attempt, int hours, int secondsOfLease, bool isSettled, EmailStatus end)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var row = await scenario.StoreAsync(status, row => row with { AttemptNumber = attempt, LeaseUntil = scenario.Time.Now.AddSeconds(secondsOfLease) }, TimeSpan.FromHours(hours));

        var result = await scenario.Get<MissingPayloads>().TrySettleAsync(MessageOf(row), Cancellation);

        Assert.Equal(isSettled, result);
        Assert.Equal(end, (await scenario.ReadAsync(row)).Status);
    }

    [Fact]
    public async Task Recipients_that_were_sent_to_before_the_content_was_lost_stay_sent()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var row = await scenario.StoreAsync(
            EmailStatus.Deferred,
            row => row with { Recipients = [row.Recipients[0], new Recipient("sent@example.com", RecipientKind.To, EmailStatus.Sent)] },
            TimeSpan.FromHours(30));

        await scenario.Get<MissingPayloads>().TrySettleAsync(MessageOf(row), Cancellation);

        var ended = await scenario.ReadAsync(row);
        Assert.Equal([EmailStatus.Failed, EmailStatus.Sent], ended.Recipients.Select(r => r.Status));
        Assert.Equal(["content_missing", null], ended.Recipients.Select(r => r.Category));
    }

    [Fact]
    public async Task Message_without_a_row_is_settled()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var id = EmailId.Of(scenario.Time.Now, "no row");

        var result = await scenario.Get<MissingPayloads>().TrySettleAsync(
            new DispatchMessage { Id = id.ToString(), Tenant = "default", Attempt = 1, Etag = "", Blob = PayloadStore.NameOf("default", id) }, Cancellation);

        Assert.True(result);
    }

    private static DispatchMessage MessageOf(EmailRow row) => DispatchMessage.For(row) with { Attempt = 2 };
}
