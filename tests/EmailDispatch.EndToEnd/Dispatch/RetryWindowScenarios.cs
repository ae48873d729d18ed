using Azure.Storage.Queues;
using EmailDispatch.EndToEnd.Queueing;
using EmailDispatch.Operations;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>How often and how long an email is retried, whatever the replies ask for, and what a manual retry resets.</summary>
[Collection<ScenarioStorage>]
public sealed class RetryWindowScenarios(Azurite azurite)
{
    [Fact]
    public async Task Email_that_failed_before_its_first_attempt_has_a_whole_window_when_it_is_retried()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync();
        var failed = await FailUnattemptedAsync(scenario, message);
        scenario.Time.Now += TimeSpan.FromDays(2);
        scenario["first"].On(SandboxPhase.Rcpt, _ => "451 4.7.1 Greylisted, please try again in 5 minutes");

        Assert.Equal(RetryResult.Queued, await scenario.Get<EmailRetry>().RetryAsync(failed.Tenant, failed.Id, TestContext.Current.CancellationToken));
        var greylisted = await scenario.DispatchAsync(scenario.Queue[^1]);

        Assert.Equal((EmailStatus.Failed, 0), (failed.Status, failed.AttemptNumber));
        Assert.Equal(["a@example.com deferred"], greylisted.Recipients);
        Assert.Equal(TimeSpan.FromMinutes(5), greylisted.Next!.Delay);
    }

    [Fact]
    public async Task Retry_begins_the_schedule_anew()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        scenario["first"].On(SandboxPhase.Rcpt, _ => "451 4.3.0 Not now");
        var outcome = await scenario.AcceptAndDispatchAsync();
        while (outcome.Next is not null)
            outcome = await scenario.DispatchNextAsync(outcome);
        Assert.Equal(EmailStatus.Failed, outcome.Row.Status);

        await scenario.Get<EmailRetry>().RetryAsync(outcome.Row.Tenant, outcome.Row.Id, TestContext.Current.CancellationToken);
        var first = await scenario.DispatchAsync(scenario.Queue[^1]);
        var second = await scenario.DispatchNextAsync(first);

        Assert.Equal([1, 5], new[] { first, second }.Select(o => o.Next!.Delay.TotalMinutes));
        Assert.Equal(outcome.Row.AttemptNumber + 2, second.Row.AttemptNumber);
    }

    [Fact]
    public async Task Retry_whose_message_cannot_be_queued_is_found_by_the_timer()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var bounced = scenario["first"].On(SandboxPhase.Rcpt, _ => "550 5.1.1 No such user");
        var row = (await scenario.AcceptAndDispatchAsync()).Row;
        bounced.Dispose();
        var away = new DispatchQueue(new QueueServiceClient(azurite.ConnectionString, RefusedRequests.In(new QueueClientOptions())), scenario.Get<PayloadStore>(), scenario.Time);
        var messages = scenario.Queue.Count;

        var result = await new EmailRetry(scenario.Get<StatusStore>(), away, scenario.Get<PayloadStore>(), scenario.Time, NullLogger<EmailRetry>.Instance).RetryAsync(row.Tenant, row.Id, TestContext.Current.CancellationToken);
        var queued = await scenario.Get<StatusStore>().ReadAsync(row.Tenant, row.Id, TestContext.Current.CancellationToken);
        Assert.Equal((RetryResult.Queued, EmailStatus.Queued, messages), (result, queued!.Status, scenario.Queue.Count));

        Assert.True(await scenario.Get<StaleEmails>().TryRequeueAsync(queued, TestContext.Current.CancellationToken));
        Assert.Equal(2, scenario.Queue[^1].Message.Attempt);
    }

    [Fact]
    public async Task Retries_beyond_the_limit_are_refused()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        scenario["first"].On(SandboxPhase.Rcpt, _ => "554 5.7.1 Message rejected as spam");
        var row = (await scenario.AcceptAndDispatchAsync()).Row;
        var results = new List<string>();

        for (var n = 0; n < 22; n++)
        {
            results.Add((await scenario.Get<EmailRetry>().RetryAsync(row.Tenant, row.Id, TestContext.Current.CancellationToken)).ToString());
            await scenario.RunAsync(scenario.Queue[^1]);
        }

        Assert.Equal([.. Enumerable.Repeat("Queued", 20), "TooOften", "TooOften"], results);
        Assert.Equal(21, scenario["first"].Sessions.Sum(session => session.Exchanges.Count(e => e.Command.StartsWith("RCPT", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Waits_that_a_server_asks_for_are_kept_at_first_and_never_let_an_email_be_tried_without_end()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first")], ("Dispatch:MaxAge", "7.00:00:00"));
        scenario["first"].On(SandboxPhase.Rcpt, _ => "451 4.7.1 Greylisted, please try again in 30 seconds");
        var delays = new List<double>();

        var outcome = await scenario.AcceptAndDispatchAsync();
        for (; outcome.Next is not null; outcome = await scenario.DispatchNextAsync(outcome))
            delays.Add(outcome.Next.Delay.TotalMinutes);

        Assert.Equal([0.5, 0.5, 2.5, 7.5, 30, 60, 120, 240, 240], delays.Take(9));
        Assert.InRange(delays.Count, 30, 60);
        Assert.Equal(EmailStatus.Failed, outcome.Row.Status);
    }

    [Fact]
    public async Task Wait_that_a_server_asked_for_is_not_counted_by_the_schedule()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var greylist = scenario["first"].On(SandboxPhase.Rcpt, _ => "451 4.7.1 Greylisted, please try again in 5 minutes");
        var asked = await scenario.AcceptAndDispatchAsync();
        greylist.Dispose();
        scenario["first"].On(SandboxPhase.Rcpt, _ => "451 4.3.0 Not now");

        var scheduled = await scenario.DispatchNextAsync(asked);

        Assert.Equal([5, 1], new[] { asked, scheduled }.Select(o => o.Next!.Delay.TotalMinutes));
    }

    /// <summary>All providers stay paused until the email is too old.</summary>
    private static async Task<EmailRow> FailUnattemptedAsync(DispatchScenario scenario, QueuedMessage message)
    {
        scenario["first"].Behaviour = scenario["second"].Behaviour = SandboxBehaviour.Closed;
        await scenario.AcceptAndDispatchAsync();
        scenario.Time.Now += TimeSpan.FromSeconds(1);
        var row = await scenario.ReadAsync(message);
        await scenario.Get<StatusStore>().TryRecordAsync(
            row with { Status = EmailStatus.Failed, Recipients = [.. row.Recipients.Select(r => r with { Status = EmailStatus.Failed })] }, TestContext.Current.CancellationToken);
        await scenario.Get<EmailDispatch.Queueing.PayloadStore>().SaveAsync(row.Tenant, row.Id, message.Message.Payload!, TestContext.Current.CancellationToken);
        scenario["first"].Behaviour = scenario["second"].Behaviour = SandboxBehaviour.Accept;
        return await scenario.ReadAsync(message);
    }
}
