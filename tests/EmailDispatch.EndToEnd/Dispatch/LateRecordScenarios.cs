using EmailDispatch.Sandbox;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>
/// The host freezes while it waits for the answer to the final dot. When it wakes, its claim has expired and another instance has taken over the
/// email, but only this one knows which recipients the provider accepted.
/// </summary>
[Collection<ScenarioStorage>]
public sealed class LateRecordScenarios(Azurite azurite)
{
    private const string A = "a@example.com";
    private const string B = "b@example.com";

    [Fact]
    public async Task Recipient_accepted_after_the_claim_was_lost_is_not_sent_to_again()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first")]);
        var message = await scenario.AcceptAsync([A, B]);
        var isTakenOver = false;
        var refusal = scenario["first"].On(SandboxPhase.Rcpt, c => isTakenOver || c.Recipient == B ? "451 4.3.0 Not now" : null);
        DispatchOutcome? second = null;
        scenario["first"].On(SandboxPhase.Dot, async (_, _) =>
        {
            if (!isTakenOver)
            {
                isTakenOver = true;
                scenario.Time.Now += TimeSpan.FromMinutes(6);
                second = await scenario.DispatchAsync(message);
            }

            return null;
        });

        await scenario.RunAsync(message);
        var row = await scenario.ReadAsync(message);
        refusal.Dispose();
        var sent = await scenario.DispatchNextAsync(second!);

        Assert.Equal([$"{A} deferred", $"{B} deferred"], second!.Recipients);
        Assert.Equal([EmailStatus.Deferred, EmailStatus.Sent, EmailStatus.Deferred], [row.Status, .. row.Recipients.Select(r => r.Status)]);
        Assert.Contains(row.Attempts, attempt => attempt is { Number: 1, Outcome: AttemptOutcome.Partial });
        Assert.Equal([$"{A} sent", $"{B} sent"], sent.Recipients);
        Assert.Equal([A, B], scenario["first"].Inbox.After().SelectMany(email => email.AcceptedRecipients).Order());
    }

    [Fact]
    public async Task Instance_that_has_taken_over_and_is_sending_at_that_moment_adopts_what_the_first_one_knew()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first")]);
        var message = await scenario.AcceptAsync([A, B]);
        var (isTakenOver, taking) = (false, Task.CompletedTask);
        var reached = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        var refusal = scenario["first"].On(SandboxPhase.Rcpt, async (c, cancellation) =>
        {
            if (!isTakenOver)
                return c.Recipient == B ? "451 4.3.0 Not now" : null;
            reached.TrySetResult();
            await gate.Task.WaitAsync(cancellation);
            return "451 4.3.0 Not now";
        });
        scenario["first"].On(SandboxPhase.Dot, async (_, cancellation) =>
        {
            if (!isTakenOver)
            {
                isTakenOver = true;
                scenario.Time.Now += TimeSpan.FromMinutes(6);
                taking = scenario.RunAsync(message);
                await reached.Task.WaitAsync(cancellation);
            }

            return null;
        });

        await scenario.RunAsync(message);
        var meanwhile = await scenario.ReadAsync(message);
        gate.SetResult();
        await taking;
        refusal.Dispose();
        var next = scenario.Queue[^1];
        scenario.Time.Now += next.Delay;
        var sent = await scenario.DispatchAsync(next);

        Assert.Equal((EmailStatus.Sending, EmailStatus.Sent), (meanwhile.Status, meanwhile.Recipients[0].Status));
        Assert.Equal(2, next.Message.Attempt);
        Assert.Equal([$"{A} sent", $"{B} sent"], sent.Recipients);
        Assert.Equal([A, B], scenario["first"].Inbox.After().SelectMany(email => email.AcceptedRecipients).Order());
    }

    [Fact]
    public async Task Email_that_was_given_up_as_unknown_is_corrected()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first")]);
        var message = await scenario.AcceptAsync([A, B], delivery: "at_most_once");
        scenario["first"].On(SandboxPhase.Rcpt, c => c.Recipient == B ? "451 4.3.0 Not now" : null);
        DispatchOutcome? second = null;
        scenario["first"].On(SandboxPhase.Dot, async (_, _) =>
        {
            scenario.Time.Now += TimeSpan.FromMinutes(6);
            second = await scenario.DispatchAsync(message);
            return null;
        });

        await scenario.RunAsync(message);
        var row = await scenario.ReadAsync(message);

        Assert.Equal([$"{A} unknown", $"{B} unknown"], second!.Recipients);
        Assert.Equal([EmailStatus.Sent, EmailStatus.Sent, EmailStatus.Unknown], [row.Status, .. row.Recipients.Select(r => r.Status)]);
        Assert.Equal([AttemptOutcome.Partial], row.Attempts.Select(attempt => attempt.Outcome));
        Assert.Single(scenario["first"].Inbox.After());
    }
}
