using System.Threading.Channels;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.Tests.LocalHost.Timers;

public sealed class TimerListenerTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 0, 30, TimeSpan.Zero);

    private readonly ManualTime _time = new(Start);
    private readonly Channel<TimerInfo> _runs = Channel.CreateUnbounded<TimerInfo>();

    [Fact]
    public async Task Function_runs_at_each_occurrence_and_is_told_of_the_last()
    {
        await using var host = await StartAsync(typeof(EveryFiveMinutes));

        var first = await RunAfterAsync(TimeSpan.FromSeconds(270));
        var second = await RunAfterAsync(TimeSpan.FromMinutes(5));

        Assert.False(first.IsPastDue);
        Assert.Equal(default, first.ScheduleStatus!.Last);
        Assert.Equal(Start.AddSeconds(270).UtcDateTime, first.ScheduleStatus.Next);
        Assert.Equal(Start.AddSeconds(270).UtcDateTime, second.ScheduleStatus!.Last);
        Assert.Equal(Start.AddSeconds(570).UtcDateTime, second.ScheduleStatus.Next);
    }

    [Fact]
    public async Task Function_does_not_run_before_its_time()
    {
        await using var host = await StartAsync(typeof(EveryFiveMinutes));
        await UntilWaitingAsync();

        _time.Advance(TimeSpan.FromSeconds(269));

        await UntilWaitingAsync();
        Assert.False(_runs.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Run_is_past_due_when_a_further_occurrence_was_slept_through()
    {
        await using var host = await StartAsync(typeof(EveryFiveMinutes));

        var run = await RunAfterAsync(TimeSpan.FromMinutes(17));

        Assert.True(run.IsPastDue);
    }

    [Fact]
    public async Task Run_on_startup_does_not_wait()
    {
        await using var host = await StartAsync(typeof(OnStartup));

        var run = await _runs.Reader.ReadAsync().AsTask().WaitAsync(Deadline);

        Assert.False(run.IsPastDue);
        Assert.Null(run.ScheduleStatus);
    }

    [Fact]
    public async Task Function_that_throws_runs_again_next_time()
    {
        await using var host = await StartAsync(typeof(Throws));

        await RunAfterAsync(TimeSpan.FromSeconds(270));
        await RunAfterAsync(TimeSpan.FromMinutes(5));
    }

    private Task<RunningHost> StartAsync(Type functions) => RunningHost.StartAsync(
        [functions],
        compose: worker => worker.Services.AddSingleton<TimeProvider>(_time).AddSingleton(_runs.Writer),
        settings: "--Five=0 */5 * * * *");

    private async Task<TimerInfo> RunAfterAsync(TimeSpan time)
    {
        await UntilWaitingAsync();
        _time.Advance(time);
        return await _runs.Reader.ReadAsync().AsTask().WaitAsync(Deadline);
    }

    private async Task UntilWaitingAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (_time.Waiting == 0)
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class EveryFiveMinutes(ChannelWriter<TimerInfo> runs)
    {
        [Function("Five")]
        public async Task Run([TimerTrigger("%Five%")] TimerInfo timer, CancellationToken cancellationToken) =>
            await runs.WriteAsync(timer, cancellationToken);
    }

    private sealed class OnStartup(ChannelWriter<TimerInfo> runs)
    {
        [Function("Startup")]
        public async Task Run([TimerTrigger("0 0 3 * * *", RunOnStartup = true, UseMonitor = false)] TimerInfo timer) =>
            await runs.WriteAsync(timer);
    }

    private sealed class Throws(ChannelWriter<TimerInfo> runs)
    {
        [Function("Throws")]
        public async Task Run([TimerTrigger("%Five%")] TimerInfo timer)
        {
            await runs.WriteAsync(timer);
            throw new InvalidOperationException("on purpose");
        }
    }
}
