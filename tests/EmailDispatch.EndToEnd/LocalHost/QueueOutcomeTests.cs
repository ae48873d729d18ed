using System.Diagnostics;
using System.Threading.Channels;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.EndToEnd.LocalHost;

public sealed class QueueOutcomeTests(Azurite azurite)
{
    [Fact]
    public async Task Success_deletes_the_message()
    {
        await using var test = await QueueHost.StartAsync(azurite, [typeof(Succeeds)]);

        await test.Queue.SendMessageAsync("fine");

        Assert.Equal("fine", await test.ReportAsync<string>());
        await QueueHost.HasMessagesAsync(test.Queue, 0);
        Assert.False(await test.Poison.ExistsAsync());
    }

    [Fact]
    public async Task Failure_is_tried_again_until_the_dequeue_count_is_reached_and_then_poisoned_unmodified()
    {
        await using var test = await QueueHost.StartAsync(azurite, [typeof(Fails)], "\"maxDequeueCount\":3");

        await test.Queue.SendMessageAsync("  bad <&> \"thing\" ä例 ");

        foreach (var dequeueCount in new[] { 1L, 2L, 3L })
            Assert.Equal(dequeueCount, await test.ReportAsync<long>());
        await QueueHost.HasMessagesAsync(test.Poison, 1);
        await QueueHost.HasMessagesAsync(test.Queue, 0);
        Assert.False(test.Reports.Reader.TryRead(out _));
        Assert.Equal("  bad <&> \"thing\" ä例 ", await PoisonTextAsync(test));
    }

    [Fact]
    public async Task Failed_message_stays_invisible_for_the_visibility_timeout()
    {
        await using var test = await QueueHost.StartAsync(azurite, [typeof(Fails)], "\"maxDequeueCount\":2,\"visibilityTimeout\":\"00:00:02\"");
        await test.Queue.SendMessageAsync("bad");
        await test.ReportAsync<long>();
        var failed = Stopwatch.GetTimestamp();

        await test.ReportAsync<long>();

        // Storage counts whole seconds.
        Assert.InRange(Stopwatch.GetElapsedTime(failed).TotalSeconds, 1, 10);
    }

    [Fact]
    public async Task Text_not_in_the_encoding_is_poisoned_unmodified_without_an_invocation()
    {
        await using var test = await QueueHost.StartAsync(azurite, [typeof(Succeeds)], "\"messageEncoding\":\"base64\"");

        await test.Queue.SendMessageAsync("{not base64}");

        await QueueHost.HasMessagesAsync(test.Poison, 1);
        await QueueHost.HasMessagesAsync(test.Queue, 0);
        Assert.Equal("{not base64}", await PoisonTextAsync(test));
        Assert.False(test.Reports.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Broken_json_never_reaches_the_function_and_is_poisoned()
    {
        await using var test = await QueueHost.StartAsync(azurite, [typeof(TakesObject)], "\"maxDequeueCount\":2");

        await test.Queue.SendMessageAsync("{\"n\":");

        await QueueHost.HasMessagesAsync(test.Poison, 1);
        Assert.Equal("{\"n\":", await PoisonTextAsync(test));
        Assert.False(test.Reports.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Poison_message_does_not_expire()
    {
        await using var test = await QueueHost.StartAsync(azurite, [typeof(Fails)], "\"maxDequeueCount\":1");

        await test.Queue.SendMessageAsync("bad");

        await QueueHost.HasMessagesAsync(test.Poison, 1);
        QueueMessage poison = await test.Poison.ReceiveMessageAsync();
        Assert.True(poison.ExpiresOn is null || poison.ExpiresOn > poison.InsertedOn + TimeSpan.FromDays(365));
    }

    [Fact]
    public async Task Queue_that_was_deleted_is_made_again()
    {
        await using var test = await QueueHost.StartAsync(azurite, [typeof(Succeeds)]);

        await test.Queue.DeleteAsync();

        await QueueHost.UntilAsync(async () => await test.Queue.ExistsAsync());
        await test.Queue.SendMessageAsync("after");
        Assert.Equal("after", await test.ReportAsync<string>());
    }

    private static async Task<string> PoisonTextAsync(QueueHost test)
    {
        PeekedMessage message = await test.Poison.PeekMessageAsync();
        return message.MessageText;
    }

    private sealed class Succeeds(ChannelWriter<object> reports)
    {
        [Function("Succeeds")]
        public async Task Run([QueueTrigger("%Queue%")] string message) => await reports.WriteAsync(message);
    }

    private sealed class Fails(ChannelWriter<object> reports)
    {
        [Function("Fails")]
        public async Task Run([QueueTrigger("%Queue%")] QueueMessage message)
        {
            await reports.WriteAsync(message.DequeueCount);
            throw new InvalidOperationException("on purpose");
        }
    }

    private sealed class TakesObject(ChannelWriter<object> reports)
    {
        [Function("TakesObject")]
        public async Task Run([QueueTrigger("%Queue%")] Thing thing) => await reports.WriteAsync(thing);
    }

    private sealed record Thing(int N);
}
