using EmailDispatch.Dispatch;
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
}
