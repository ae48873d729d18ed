using EmailDispatch.Sandbox;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Emails wait for a connection to a provider that turns out to be unusable, and go to the next one at once.</summary>
[Collection<ScenarioStorage>]
public sealed class WaitingLineScenarios(Azurite azurite)
{
    private const int Count = 8;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Line_at_a_provider_that_cannot_be_reached_goes_on_and_nobody_calls_it_busy()
    {
        await using var scenario = await StartAsync(("MaxConnections", "1"), ("ConnectTimeout", "00:00:02"));
        scenario["first"].Behaviour = SandboxBehaviour.Silent;

        var rows = await SendAllAsync(scenario);

        Assert.All(rows, row => Assert.Equal((EmailStatus.Sent, "second"), (row.Status, row.Provider)));
        Assert.Equal(1, scenario["first"].OpenedConnections);
        Assert.DoesNotContain("none of its connections became free", scenario.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_at_a_provider_whose_quota_is_used_up_goes_on_without_asking_it()
    {
        await using var scenario = await StartAsync(("MaxConnections", "2"), ("CommandTimeout", "00:01:00"));
        var (asked, all) = (0, new TaskCompletionSource());
        var end = new TaskCompletionSource();
        scenario["first"].On(SandboxPhase.Mail, async (_, cancellation) =>
        {
            // One session is slow; the other is rejected once all emails are waiting.
            var number = Interlocked.Increment(ref asked);
            await (number == 1 ? end : all).Task.WaitAsync(cancellation);
            return "452 4.3.1 Daily sending quota exceeded";
        });

        var sending = SendAllAsync(scenario, all);
        var others = await Eventually.GetAsync(() => Task.FromResult(scenario["second"].Inbox.Count), count => count == Count - 1, Cancellation);
        end.SetResult();
        var rows = await sending;

        Assert.Equal(Count - 1, others);
        Assert.All(rows, row => Assert.Equal((EmailStatus.Sent, "second"), (row.Status, row.Provider)));

        // A waiting email may have taken the freed connection before the rejection was known.
        Assert.InRange(asked, 2, 4);
        Assert.DoesNotContain("none of its connections became free", scenario.Logs.Text, StringComparison.Ordinal);
    }

    private Task<DispatchScenario> StartAsync(params (string Key, string Value)[] settings) =>
        DispatchScenario.StartAsync(azurite, [new("first") { Settings = settings.ToDictionary(s => s.Key, s => s.Value) }, new("second")]);

    private static async Task<EmailRow[]> SendAllAsync(DispatchScenario scenario, TaskCompletionSource? areClaimed = null)
    {
        var messages = new List<QueuedMessage>();
        for (var n = 0; n < Count; n++)
            messages.Add(await scenario.AcceptAsync());
        var runs = messages.Select(scenario.RunAsync).ToList();
        foreach (var message in messages)
            await Eventually.GetAsync(() => scenario.ReadAsync(message), row => row.Status != EmailStatus.Queued, Cancellation);
        areClaimed?.SetResult();
        await Task.WhenAll(runs);
        return await Task.WhenAll(messages.Select(scenario.ReadAsync));
    }
}
