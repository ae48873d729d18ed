using EmailDispatch.Dispatch;
using EmailDispatch.Intake;
using EmailDispatch.Operations;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>The process is told to stop without canceling functions: work not started is put back at once, the rest in time.</summary>
[Collection<ScenarioStorage>]
public sealed class StoppingScenarios(Azurite azurite)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan HandBack = TimeSpan.FromSeconds(2);

    private readonly ApplicationLifetime _host = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly TaskCompletionSource _reached = new();
    private readonly TaskCompletionSource _gate = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_waits_for_a_connection_goes_back_at_once_and_no_session_begins()
    {
        await using var scenario = await StartAsync();
        HoldAt(scenario, SandboxPhase.Mail);
        var begun = await scenario.AcceptAsync(["begun@example.com"]);
        var first = RunAsync(scenario, begun);
        await _reached.Task.WaitAsync(Soon, Cancellation);
        var queued = new List<QueuedMessage>();
        for (var n = 0; n < 5; n++)
            queued.Add(await scenario.AcceptAsync([$"waits{n}@example.com"]));
        var waiting = queued.Select(message => RunAsync(scenario, message)).ToList();
        await Task.WhenAll(queued.Select(message => UntilAsync(scenario, message, EmailStatus.Sending)));
        var before = scenario.Queue.Count;

        _host.StopApplication();
        await Task.WhenAll(waiting).WaitAsync(Soon, Cancellation);

        var rows = await Task.WhenAll(queued.Select(scenario.ReadAsync));
        Assert.All(rows, row => Assert.Equal((EmailStatus.Deferred, 0), (row.Status, row.AttemptNumber)));
        Assert.All(scenario.Queue.Skip(before), message => Assert.Equal((1, TimeSpan.Zero), (message.Message.Attempt, message.Delay)));
        Assert.Equal(queued.Select(message => message.Message.Id).Order(), scenario.Queue.Skip(before).Select(message => message.Message.Id).Order());
        Assert.Equal(1, scenario["first"].OpenedConnections);
        _gate.SetResult();
        await first;
        Assert.Equal(EmailStatus.Sent, (await scenario.ReadAsync(begun)).Status);
    }

    [Fact]
    public async Task Message_that_comes_while_the_host_stops_is_put_back_unclaimed()
    {
        await using var scenario = await StartAsync();
        await RunAsync(scenario, await scenario.AcceptAsync());
        var message = await scenario.AcceptAsync();
        var before = scenario.Queue.Count;
        _host.StopApplication();

        await RunAsync(scenario, message);

        var row = await scenario.ReadAsync(message);
        Assert.Equal((EmailStatus.Queued, 0, null), (row.Status, row.AttemptNumber, row.LeaseId));
        var returned = Assert.Single(scenario.Queue.Skip(before));
        Assert.Equal((message.Message.Id, 1), (returned.Message.Id, returned.Message.Attempt));
        Assert.InRange(returned.Delay, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Single(scenario["first"].Inbox.After());
    }

    [Theory]
    [InlineData(SandboxPhase.Mail)]
    [InlineData(SandboxPhase.Rcpt)]
    [InlineData(SandboxPhase.Data)]
    public async Task Session_that_outlasts_the_drain_is_stopped_before_the_dot_and_the_email_sent_later_once(SandboxPhase phase)
    {
        await using var scenario = await StartAsync();
        var hold = HoldAt(scenario, phase);
        var message = await scenario.AcceptAsync();
        var run = RunAsync(scenario, message);
        await _reached.Task.WaitAsync(Soon, Cancellation);
        _host.StopApplication();

        var stop = scenario.Get<DispatchRuns>().StopAsync();
        Assert.False(run.IsCompleted);
        _time.Advance(DispatchRuns.Drain);
        await Task.WhenAll(run, stop).WaitAsync(Soon, Cancellation);

        var row = await scenario.ReadAsync(message);
        Assert.Equal((EmailStatus.Deferred, 0), (row.Status, row.AttemptNumber));
        Assert.Equal(TimeSpan.Zero, scenario.Queue[^1].Delay);
        _gate.SetResult();
        hold.Dispose();
        await using var other = await StartAsync(isStopping: false);
        await RunAsync(other, scenario.Queue[^1]);
        Assert.Equal(EmailStatus.Sent, (await other.ReadAsync(message)).Status);
        Assert.Empty(scenario["first"].Inbox.After());
    }

    [Fact]
    public async Task Session_that_ends_within_the_drain_is_not_stopped()
    {
        await using var scenario = await StartAsync();
        HoldAt(scenario, SandboxPhase.Mail);
        var message = await scenario.AcceptAsync();
        var run = RunAsync(scenario, message);
        await _reached.Task.WaitAsync(Soon, Cancellation);
        _host.StopApplication();

        var stop = scenario.Get<DispatchRuns>().StopAsync();
        _time.Advance(DispatchRuns.Drain - TimeSpan.FromSeconds(1));
        _gate.SetResult();
        await Task.WhenAll(run, stop).WaitAsync(Soon, Cancellation);

        Assert.Equal(EmailStatus.Sent, (await scenario.ReadAsync(message)).Status);
        Assert.True(IsLeaseDeleted(scenario));
    }

    [Fact]
    public async Task First_attempt_in_the_process_that_accepts_is_waited_for_like_others()
    {
        await using var scenario = await StartAsync();
        HoldAt(scenario, SandboxPhase.Dot);
        var json = """{"from": "ann@example.com", "to": "a@example.com", "subject": "Hello", "text": "Hi"}"""u8.ToArray();
        var submitting = scenario.Get<ExpressLane>().SubmitAsync(new Submitter("default", []), json, idempotencyKey: null, ExpressLane.MaxWait, Cancellation);
        await _reached.Task.WaitAsync(Soon, Cancellation);

        var stop = scenario.Get<DispatchRuns>().StopAsync();
        var isWaiting = _time.IsWaiting(DispatchRuns.Drain);
        _gate.SetResult();
        await stop.WaitAsync(Soon, Cancellation);

        Assert.True(isWaiting);
        Assert.Equal(EmailStatus.Sent, (await submitting).Outcome?.Status);
    }

    [Fact]
    public async Task Email_whose_answer_takes_too_long_is_left_to_other_instances()
    {
        await using var scenario = await StartAsync();
        HoldAt(scenario, SandboxPhase.Dot);
        var run = RunAsync(scenario, await scenario.AcceptAsync());
        await _reached.Task.WaitAsync(Soon, Cancellation);
        _host.StopApplication();

        var stop = scenario.Get<DispatchRuns>().StopAsync();
        _time.Advance(DispatchRuns.Drain);
        Assert.True(await Eventually.GetAsync(() => Task.FromResult(_time.IsWaiting(HandBack)), isWaiting => isWaiting, Cancellation));
        _time.Advance(HandBack);
        await stop.WaitAsync(Soon, Cancellation);

        Assert.False(run.IsCompleted);
        Assert.Contains("Warning 2603 The host stops while 1 emails wait", scenario.Logs.Text, StringComparison.Ordinal);
        Assert.False(IsLeaseDeleted(scenario));
        _gate.SetResult();
        await run;
    }

    [Fact]
    public async Task Answer_to_the_dot_is_waited_for_also_behind_the_drain()
    {
        await using var scenario = await StartAsync();
        await RunAsync(scenario, await scenario.AcceptAsync());
        HoldAt(scenario, SandboxPhase.Dot);
        var message = await scenario.AcceptAsync();
        var run = RunAsync(scenario, message);
        await _reached.Task.WaitAsync(Soon, Cancellation);
        _host.StopApplication();

        var stop = scenario.Get<DispatchRuns>().StopAsync();
        Assert.True(_time.IsWaiting(DispatchRuns.Drain));
        _time.Advance(DispatchRuns.Drain);
        _gate.SetResult();
        await Task.WhenAll(run, stop).WaitAsync(Soon, Cancellation);

        Assert.Equal(EmailStatus.Sent, (await scenario.ReadAsync(message)).Status);
        Assert.Equal(2, scenario["first"].Inbox.Count);
    }

    private Task<DispatchScenario> StartAsync(bool isStopping = true) => DispatchScenario.StartAsync(
        azurite,
        [new("first") { Settings = new Dictionary<string, string> { ["MaxConnections"] = "1", ["CommandTimeout"] = "00:01:00" } }],
        services =>
        {
            services.AddSingleton<TimeProvider>(_time);
            if (isStopping)
                services.AddSingleton<IHostApplicationLifetime>(_host);
        });

    private IDisposable HoldAt(DispatchScenario scenario, SandboxPhase phase) => scenario["first"].On(phase, async (_, cancellation) =>
    {
        _reached.TrySetResult();
        await _gate.Task.WaitAsync(cancellation);
        return null;
    });

    // Called like the host does, with a token that is never canceled.
    private static Task RunAsync(DispatchScenario scenario, QueuedMessage queued) =>
        scenario.Get<DispatchRuns>().RunAsync(queued.Message, CancellationToken.None);

    private static bool IsLeaseDeleted(DispatchScenario scenario) =>
        scenario.Requests.Any(r => r.Method == "DELETE" && StorageOperations.Describe(r) == StorageOperations.HoldInstance);

    private static Task UntilAsync(DispatchScenario scenario, QueuedMessage queued, EmailStatus status) =>
        Eventually.GetAsync(() => scenario.ReadAsync(queued), row => row.Status == status, Cancellation);
}
