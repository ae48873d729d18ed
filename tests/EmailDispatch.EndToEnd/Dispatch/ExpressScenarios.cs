using System.Text.Json;
using Azure.Storage.Queues;
using EmailDispatch.Intake;
using EmailDispatch.Operations;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;
using EmailDispatch.Suppressions;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Emails whose first attempt is made by the process that accepts them.</summary>
[Collection<ScenarioStorage>]
public sealed class ExpressScenarios(Azurite azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("at_least_once", "put message, insert row, merge sent, DELETE message")]
    [InlineData("at_most_once", "put message, insert row, merge sending, merge sent, DELETE message")]
    public async Task Email_costs_one_request_less_than_through_the_queue(string delivery, string expected)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        await QueueOf(scenario).ClearMessagesAsync(Cancellation);
        await SubmitAsync(scenario, delivery);
        var before = Operations(scenario).Count();

        var result = await SubmitAsync(scenario, delivery);

        Assert.Equal(EmailStatus.Sent, result.Outcome?.Status);
        Assert.Equal(expected, string.Join(", ", Operations(scenario).Skip(before)));
        Assert.Equal(0, (await QueueOf(scenario).GetPropertiesAsync(Cancellation)).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task Message_that_comes_during_the_attempt_waits_and_afterwards_is_dropped()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var (reached, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        scenario["first"].On(SandboxPhase.Dot, async (_, cancellation) =>
        {
            reached.TrySetResult();
            await gate.Task.WaitAsync(cancellation);
            return null;
        });

        var submitting = SubmitAsync(scenario);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        var early = await scenario.DispatchAsync(scenario.Queue[0]);
        gate.SetResult();
        await submitting;
        var late = await scenario.DispatchAsync(early.Next!);

        Assert.Equal(TimeSpan.FromSeconds(55), early.Next!.Delay);
        Assert.Equal((EmailStatus.Sent, 1), (late.Row.Status, late.Row.Attempts.Count));
        Assert.Null(late.Next);
        Assert.Single(scenario["first"].Inbox.After());
    }

    [Fact]
    public async Task Failed_attempt_is_followed_by_the_second_from_the_queue()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        scenario["first"].Behaviour = scenario["second"].Behaviour = SandboxBehaviour.Closed;

        var result = await SubmitAsync(scenario);
        var next = scenario.Queue[^1];
        scenario["first"].Behaviour = SandboxBehaviour.Accept;
        scenario.Time.Now += next.Delay;
        var second = await scenario.DispatchAsync(next);

        Assert.Equal((EmailStatus.Deferred, 2), (result.Outcome!.Status, next.Message.Attempt));
        Assert.Equal("sent", second.Recipients.Single().Split(' ')[1]);
        Assert.Equal([1, 1, 2], second.Row.Attempts.Select(a => a.Number));
    }

    [Fact]
    public async Task Recipient_on_the_do_not_send_list_is_suppressed()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        await scenario.Suppressions.AddAsync(new Suppression("default", "a@example.com", SuppressionReason.Manual, scenario.Time.Now), Cancellation);

        var result = await SubmitAsync(scenario);

        Assert.Equal(EmailStatus.Suppressed, result.Outcome!.Status);
        Assert.Equal(0, scenario["first"].OpenedConnections);
    }

    [Theory]
    [InlineData("transactional", true)]
    [InlineData("marketing", false)]
    public async Task Stream_can_be_attempted_at_once_without_being_asked(string stream, bool isExpress)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first")], ("Dispatch:ExpressStreams:0", "transactional"));

        var result = await SubmitAsync(scenario, stream: stream, wait: null);

        Assert.Equal(isExpress, result.IsExpress);
        Assert.NotNull(result.Submission.Id);
    }

    private static Task<ExpressResult> SubmitAsync(DispatchScenario scenario, string delivery = "at_least_once", string stream = "transactional") =>
        SubmitAsync(scenario, delivery, stream, ExpressLane.MaxWait);

    private static Task<ExpressResult> SubmitAsync(DispatchScenario scenario, string stream, TimeSpan? wait) => SubmitAsync(scenario, "at_least_once", stream, wait);

    private static Task<ExpressResult> SubmitAsync(DispatchScenario scenario, string delivery, string stream, TimeSpan? wait)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new { from = "ann@example.com", to = "a@example.com", subject = "Hello", text = "Hi", delivery, stream });
        return scenario.Get<ExpressLane>().SubmitAsync(new Submitter("default", []), json, idempotencyKey: null, wait, Cancellation);
    }

    private static IEnumerable<string> Operations(DispatchScenario scenario) =>
        scenario.Operations
            .Where(o => o is not (StorageOperations.ReadSuppressions or StorageOperations.HoldInstance or "read states"))
            .Select(o => o.StartsWith("DELETE email-dispatch/messages", StringComparison.Ordinal) ? "DELETE message" : o);

    private static QueueClient QueueOf(DispatchScenario scenario) => scenario.Get<QueueServiceClient>().GetQueueClient(DispatchQueue.QueueName);
}
