using EmailDispatch.Dispatch;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Only a message that was started counts for the quota of a provider.</summary>
[Collection<ScenarioStorage>]
public sealed class PermitScenarios(Azurite azurite)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxPhase.Connect, "421 4.3.2 Not now", false)]
    [InlineData(SandboxPhase.Ehlo, "421 4.3.2 Not now", false)]
    [InlineData(SandboxPhase.Mail, "550 5.7.1 Sender not verified", true)]
    [InlineData(SandboxPhase.Dot, "554 5.3.0 Transaction failed", true)]
    public async Task Session_counts_from_its_first_message_on(SandboxPhase phase, string reply, bool counts)
    {
        await using var scenario = await StartAsync();
        var refuse = scenario["first"].On(phase, _ => reply);
        await scenario.AcceptAndDispatchAsync();
        refuse.Dispose();
        scenario.Time.Now += TimeSpan.FromMinutes(30);

        var next = await scenario.AcceptAndDispatchAsync();

        Assert.Equal([counts ? "1 second: sent at final_dot, no fault" : "1 first: sent at final_dot, no fault"], next.AttemptsWithoutReply);
    }

    [Fact]
    public async Task Session_that_the_email_did_not_wait_for_does_not_count()
    {
        await using var scenario = await StartAsync();
        var late = new TaskCompletionSource();
        var silence = scenario["first"].On(SandboxPhase.Connect, async (_, cancellation) =>
        {
            await late.Task.WaitAsync(cancellation);
            return null;
        });
        var hedged = await scenario.AcceptAndDispatchAsync();
        late.SetResult();
        silence.Dispose();
        scenario.Time.Now += TimeSpan.FromMinutes(30);

        var next = await Eventually.GetAsync(
            async () => (await scenario.AcceptAndDispatchAsync()).AttemptsWithoutReply.Single(), sentBy => sentBy.Contains("first", StringComparison.Ordinal), Cancellation);

        Assert.Equal(["1 second: sent at final_dot, no fault"], hedged.AttemptsWithoutReply);
        Assert.Equal("1 first: sent at final_dot, no fault", next);
    }

    [Fact]
    public async Task Email_waits_for_its_time_in_the_quota_per_second()
    {
        await using var scenario = await StartAsync(("PerSecond", "1"));
        await scenario.AcceptAndDispatchAsync();

        var waiting = scenario.DispatchAsync(await scenario.AcceptAsync());
        await Eventually.GetAsync(() => Task.FromResult(waiting.IsCompleted || _time.IsWaiting(Second)), isOver => isOver, Cancellation);
        var before = scenario["first"].Inbox.Count;
        _time.Advance(Second);
        var sent = await waiting;

        Assert.Equal(1, before);
        Assert.Equal(["1 first: sent at final_dot, no fault"], sent.AttemptsWithoutReply);
    }

    [Fact]
    public async Task Email_that_is_interrupted_while_it_waits_for_its_time_does_not_count()
    {
        await using var scenario = await StartAsync(("PerSecond", "1"), ("PerHour", "2"));
        await scenario.AcceptAndDispatchAsync();
        using var stopping = new CancellationTokenSource();
        var interrupted = await scenario.AcceptAsync();
        var run = scenario.Get<Dispatcher>().DispatchAsync(interrupted.Message, stopping.Token);
        await Eventually.GetAsync(() => Task.FromResult(run.IsCompleted || _time.IsWaiting(Second)), isOver => isOver, Cancellation);

        await stopping.CancelAsync();
        await run;
        _time.Advance(TimeSpan.FromMinutes(1));
        var next = await scenario.AcceptAndDispatchAsync();

        Assert.Equal((EmailStatus.Deferred, 0), ((await scenario.ReadAsync(interrupted)).Status, (await scenario.ReadAsync(interrupted)).AttemptNumber));
        Assert.Equal(["1 first: sent at final_dot, no fault"], next.AttemptsWithoutReply);
        Assert.Equal(2, scenario["first"].Inbox.Count);
    }

    private Task<DispatchScenario> StartAsync(params (string Key, string Value)[] limits) => DispatchScenario.StartAsync(
        azurite,
        [new("first") { Settings = limits.ToDictionary(limit => limit.Key, limit => limit.Value) }, new("second")],
        services => services.AddSingleton<TimeProvider>(_time));

    private Task<DispatchScenario> StartAsync() =>
        DispatchScenario.StartAsync(azurite, [new("first") { Settings = new Dictionary<string, string> { ["PerHour"] = "1" } }, new("second")]);
}
