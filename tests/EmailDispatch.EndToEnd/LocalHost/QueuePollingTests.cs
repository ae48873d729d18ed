using System.Threading.Channels;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.EndToEnd.LocalHost;

public sealed class QueuePollingTests(Azurite azurite)
{
    [Fact]
    public async Task Message_of_another_process_is_found_at_the_next_poll()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        await using var test = await QueueHost.StartAsync(azurite, [typeof(Writes), typeof(Reads)], time: time);
        await ListenerPausesAsync(time);

        await test.Queue.SendMessageAsync("from outside");
        time.Advance(TimeSpan.FromMilliseconds(200));

        Assert.Equal("from outside", await test.ReportAsync<string>());
    }

    [Fact]
    public async Task Message_of_an_http_function_is_found_without_waiting()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        await using var test = await QueueHost.StartAsync(azurite, [typeof(Writes), typeof(Reads)], time: time);
        await ListenerPausesAsync(time);

        using var answer = await test.Host.Client.PostAsync("write", null);

        Assert.Equal("from inside", await test.ReportAsync<string>());
    }

    [Fact]
    public async Task No_more_run_at_once_than_batch_size_and_threshold_allow()
    {
        await using var filled = await QueueHost.StartAsync(azurite, []);
        await filled.Queue.CreateAsync();
        for (var n = 0; n < 12; n++)
            await filled.Queue.SendMessageAsync($"{n}");
        await using var test = await QueueHost.StartAsync(
            azurite, [typeof(Holds)], "\"batchSize\":3,\"newBatchThreshold\":1", settings: $"--Queue={filled.Queue.Name}");

        var running = new Queue<Running>();
        var most = 0;
        for (var batch = 0; batch < 4; batch++)
        {
            while (running.Count > 1)
                running.Dequeue().End.SetResult();
            for (var n = 0; n < 3; n++)
                running.Enqueue(await test.ReportAsync<Running>());
            most = Math.Max(most, running.Max(one => one.AtOnce));
        }

        foreach (var last in running)
            last.End.SetResult();
        await QueueHost.HasMessagesAsync(filled.Queue, 0);
        Assert.Equal(4, most);
    }

    /// <summary>Waits until the listener has found nothing and waits on the stopped clock.</summary>
    private static Task ListenerPausesAsync(ManualTime time) => QueueHost.UntilAsync(() => Task.FromResult(time.Waiting > 0));

    private sealed record Running(int AtOnce, TaskCompletionSource End);

    private sealed class Writes(QueueClient queue)
    {
        [Function("Write")]
        public async Task<IResult> Run([HttpTrigger("post")] HttpRequest request)
        {
            await queue.SendMessageAsync("from inside", request.HttpContext.RequestAborted);
            return Results.Accepted();
        }
    }

    private sealed class Reads(ChannelWriter<object> reports)
    {
        [Function("Read")]
        public async Task Run([QueueTrigger("%Queue%")] string message) => await reports.WriteAsync(message);
    }

    private sealed class Holds(ChannelWriter<object> reports)
    {
        private static int _running;

        [Function("Hold")]
        public async Task Run([QueueTrigger("%Queue%")] string message)
        {
            var running = new Running(Interlocked.Increment(ref _running), new(TaskCreationOptions.RunContinuationsAsynchronously));
            await reports.WriteAsync(running);
            await running.End.Task;
            Interlocked.Decrement(ref _running);
        }
    }
}
