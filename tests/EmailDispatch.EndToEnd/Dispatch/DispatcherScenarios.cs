using System.Collections.Concurrent;
using System.Diagnostics;
using EmailDispatch.Dispatch;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;
using EmailDispatch.Suppressions;
using EmailDispatch.Telemetry;

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

    [Theory]
    [InlineData(100_000, false, true)]
    [InlineData(100_000, true, true)]
    [InlineData(10, false, false)]
    [InlineData(10, true, false)]
    public async Task Only_an_email_in_a_blob_takes_memory_while_it_is_sent(int length, bool isExpress, bool takes)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var (budget, taken) = (scenario.Get<DispatchBudget>(), new List<long>());
        scenario["first"].On(SandboxPhase.Mail, _ =>
        {
            taken.Add(budget.Taken);
            return null;
        });

        await RunAsync(scenario, await scenario.AcceptAsync(textLength: length), isExpress);

        Assert.Equal(takes, Assert.Single(taken) > 0);
        Assert.Equal(0, budget.Taken);
    }

    [Fact]
    public async Task Ordinary_email_is_one_line_of_the_dispatcher_in_the_log()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first")]);

        await scenario.AcceptAndDispatchAsync();

        Assert.Equal(["Information 2001"], scenario.Logs.Lines.Select(line => string.Join(' ', line.Split(' ')[..2])).Where(line => line.Contains(" 2", StringComparison.Ordinal) && line.Length == "Information 2001".Length));
    }

    [Fact]
    public async Task Attempt_in_which_nobody_may_be_sent_to_counts()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        await scenario.Suppressions.AddAsync(new Suppression("default", "gone@example.com", SuppressionReason.Manual, scenario.Time.Now), Cancellation);

        var outcome = await scenario.AcceptAndDispatchAsync(to: ["gone@example.com"]);

        Assert.Equal((EmailStatus.Suppressed, 1), (outcome.Row.Status, outcome.Row.AttemptNumber));
        Assert.Empty(outcome.Row.Attempts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Span_of_an_attempt_names_the_email(bool isExpress)
    {
        var spans = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == DispatchTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync();

        await RunAsync(scenario, message, isExpress);

        var span = Assert.Single(spans, span => span.OperationName == "dispatch email" && span.TagObjects.Any(tag => Equals(tag.Value, message.Message.Id)));
        Assert.Contains(span.TagObjects, tag => Equals(tag.Value, "default"));
        Assert.Contains(span.TagObjects, tag => Equals(tag.Value, 1));
    }

    private static async Task RunAsync(DispatchScenario scenario, QueuedMessage queued, bool isExpress)
    {
        if (!isExpress)
        {
            await scenario.RunAsync(queued);
            return;
        }

        var message = queued.Message;
        var email = message.Payload ?? await scenario.Get<PayloadStore>().ReadAsync(message.Blob!, Cancellation);
        var row = await scenario.Get<Claims>().TryClaimAsync(message, email, Cancellation);
        await scenario.Get<Dispatcher>().DispatchClaimedAsync(message, row!, email, Cancellation);
    }
}
