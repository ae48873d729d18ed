using EmailDispatch.LocalHost.Runtime.Listening;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.Tests.LocalHost.Listening;

public sealed class ListenersTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Listener_goes_on_after_a_fault_that_it_does_not_expect()
    {
        var (time, listener) = (new ManualTime(DateTimeOffset.UnixEpoch.AddYears(56)), new FailsOnce());
        await using var host = await RunningHost.StartAsync([], compose: worker => worker.Services.AddSingleton<TimeProvider>(time).AddSingleton<IListener>(listener));
        await Eventually.GetAsync(() => Task.FromResult(time.IsWaiting(Listeners.PauseAfterFault)), isWaiting => isWaiting, Cancellation);

        time.Advance(Listeners.PauseAfterFault);

        await listener.RunsAgain.Task.WaitAsync(Cancellation);
    }

    private sealed class FailsOnce : IListener
    {
        private int _runs;

        public TaskCompletionSource RunsAgain { get; } = new();

        public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task RunAsync(CancellationToken stopping, CancellationToken invocations)
        {
            if (++_runs == 1)
                throw new InvalidOperationException("on purpose");
            RunsAgain.SetResult();
            return Task.CompletedTask;
        }
    }
}
