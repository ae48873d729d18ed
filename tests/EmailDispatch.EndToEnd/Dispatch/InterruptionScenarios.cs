using EmailDispatch.Dispatch;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>The host stops during a pass: what a provider had accepted stays accepted.</summary>
[Collection<ScenarioStorage>]
public sealed class InterruptionScenarios(Azurite azurite)
{
    public static TheoryData<string, SandboxPhase, string> Points
    {
        get
        {
            var points = new TheoryData<string, SandboxPhase, string>();
            foreach (var delivery in (string[])["at_least_once", "at_most_once"])
            {
                foreach (var phase in (SandboxPhase[])[SandboxPhase.Rcpt, SandboxPhase.Data, SandboxPhase.Dot])
                    points.Add("first", phase, delivery);
                foreach (var phase in (SandboxPhase[])[SandboxPhase.Connect, SandboxPhase.Ehlo, SandboxPhase.Mail, SandboxPhase.Rcpt, SandboxPhase.Dot])
                    points.Add("second", phase, delivery);
            }

            return points;
        }
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Recipient_accepted_before_the_stop_gets_no_second_copy(string provider, SandboxPhase phase, string delivery)
    {
        using var stopping = new CancellationTokenSource();
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync(["a@example.com", "b@example.com"], delivery: delivery);
        var quota = scenario["first"].On(SandboxPhase.Rcpt, c => c.Recipient == "b@example.com" ? "452 4.3.1 Daily sending quota exceeded" : null);
        var stop = scenario[provider].On(phase, _ =>
        {
            stopping.Cancel();
            return null;
        });

        await scenario.Get<Dispatcher>().DispatchAsync(message.Message, stopping.Token);
        stop.Dispose();
        quota.Dispose();
        for (var left = 5; left > 0 && !(await scenario.ReadAsync(message)).Status.IsTerminal(); left--)
        {
            scenario.Time.Now += scenario.Queue[^1].Delay;
            await scenario.RunAsync(scenario.Queue[^1]);
        }

        var row = await scenario.ReadAsync(message);
        Assert.Equal(EmailStatus.Sent, row.Status);
        Assert.All(row.Recipients, recipient => Assert.Equal(EmailStatus.Sent, recipient.Status));
        Assert.Equal(AttemptOutcome.Partial, row.Attempts[0].Outcome);
        var accepted = scenario["first"].Inbox.After().Concat(scenario["second"].Inbox.After()).SelectMany(email => email.AcceptedRecipients);
        Assert.Equal(["a@example.com", "b@example.com"], accepted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Recipient_left_by_the_stop_is_due_at_once()
    {
        using var stopping = new CancellationTokenSource();
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync(["a@example.com", "b@example.com"]);
        scenario["first"].On(SandboxPhase.Rcpt, c => c.Recipient == "b@example.com" ? "452 4.3.1 Daily sending quota exceeded" : null);
        scenario["second"].On(SandboxPhase.Connect, _ =>
        {
            stopping.Cancel();
            return null;
        });

        await scenario.Get<Dispatcher>().DispatchAsync(message.Message, stopping.Token);

        Assert.Equal((2, TimeSpan.Zero), (scenario.Queue[^1].Message.Attempt, scenario.Queue[^1].Delay));
    }
}
