using System.Threading.Channels;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.EndToEnd.LocalHost;

public sealed class QueueLockTests(Azurite azurite)
{
    private const string ShortLock = "--LocalHost:MessageLock=00:00:02";

    [Fact]
    public async Task Message_stays_taken_while_its_function_runs_longer_than_the_lock()
    {
        await using var test = await QueueHost.StartAsync(azurite, [typeof(Waits)], settings: ShortLock);
        await test.Queue.SendMessageAsync("long");
        var (name, running) = await test.ReportAsync<(string, TaskCompletionSource)>();
        Assert.Equal("long", name);

        // This message becomes visible after more than two lock periods, which proves that the time has passed in storage.
        await test.Queue.SendMessageAsync("clock", visibilityTimeout: TimeSpan.FromSeconds(5));
        var (next, clock) = await test.ReportAsync<(string, TaskCompletionSource)>();

        Assert.Equal("clock", next);
        running.SetResult();
        clock.SetResult();
        await QueueHost.HasMessagesAsync(test.Queue, 0);
    }

    [Fact]
    public async Task Message_of_a_host_that_died_comes_back_when_its_lock_ends()
    {
        await using var test = await QueueHost.StartAsync(azurite, [typeof(Waits)], settings: ShortLock);
        await test.Host.StopAsync();
        await test.Queue.SendMessageAsync("orphan");
        await test.Queue.ReceiveMessageAsync(TimeSpan.FromSeconds(2));

        await using var next = await QueueHost.StartAsync(azurite, [typeof(Waits)], settings: [ShortLock, $"--Queue={test.Queue.Name}"]);

        var (name, running) = await next.ReportAsync<(string, TaskCompletionSource)>();
        running.SetResult();
        Assert.Equal("orphan", name);
    }

    private sealed class Waits(ChannelWriter<object> reports)
    {
        [Function("Waits")]
        public async Task Run([QueueTrigger("%Queue%")] string message, CancellationToken cancellationToken)
        {
            var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await reports.WriteAsync((message, running), cancellationToken);
            await running.Task.WaitAsync(cancellationToken);
        }
    }
}
