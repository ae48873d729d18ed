using System.Threading.Channels;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.EndToEnd.LocalHost;

public sealed class QueueStopTests(Azurite azurite)
{
    [Fact]
    public async Task Stop_waits_for_running_functions_and_takes_no_new_messages()
    {
        await using var test = await QueueHost.StartAsync(azurite, [typeof(Waits)]);
        await test.Queue.SendMessageAsync("running");
        var running = await test.ReportAsync<TaskCompletionSource>();

        var stop = test.Host.StopAsync();
        await QueueHost.UntilAsync(() => Task.FromResult(test.Host.IsStopping));
        await test.Queue.SendMessageAsync("too late");
        Assert.False(stop.IsCompleted);
        running.SetResult();
        await stop.WaitAsync(TimeSpan.FromSeconds(30));

        await QueueHost.HasMessagesAsync(test.Queue, 1);
        Assert.Equal("too late", (await test.Queue.PeekMessageAsync()).Value.MessageText);
    }

    [Fact]
    public async Task Function_that_outlasts_the_drain_timeout_is_cancelled_and_its_message_released()
    {
        await using var test = await QueueHost.StartAsync(
            azurite, [typeof(Waits)], settings: "--LocalHost:DrainTimeout=00:00:00.1");
        await test.Queue.SendMessageAsync("endless");
        await test.ReportAsync<TaskCompletionSource>();

        await test.Host.StopAsync().WaitAsync(TimeSpan.FromSeconds(30));

        var released = await test.Queue.ReceiveMessageAsync();
        Assert.Equal(("endless", 2), (released.Value.MessageText, released.Value.DequeueCount));
    }

    private sealed class Waits(ChannelWriter<object> reports)
    {
        [Function("Waits")]
        public async Task Run([QueueTrigger("%Queue%")] string message, CancellationToken cancellationToken)
        {
            var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await reports.WriteAsync(running, cancellationToken);
            await running.Task.WaitAsync(cancellationToken);
        }
    }
}
