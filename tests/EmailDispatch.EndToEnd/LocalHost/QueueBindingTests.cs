using System.Text;
using System.Threading.Channels;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.EndToEnd.LocalHost;

public sealed class QueueBindingTests(Azurite azurite)
{
    private const string Json = """{"Name":"Zoë & 例","count":3}""";

    [Theory]
    [InlineData("none", Json)]
    [InlineData("base64", "eyJOYW1lIjoiWm/DqyAmIOS+iyIsImNvdW50IjozfQ==")]
    public async Task Body_is_bound_as_string_bytes_message_and_object(string encoding, string text)
    {
        Type[] functions = [typeof(AsString), typeof(AsBytes), typeof(AsMessage), typeof(AsObject)];
        foreach (var function in functions)
        {
            await using var test = await QueueHost.StartAsync(azurite, [function], $"\"messageEncoding\":\"{encoding}\"");

            await test.Queue.SendMessageAsync(text);

            Assert.Equal(Json, await test.ReportAsync<string>());
        }
    }

    [Fact]
    public async Task Metadata_is_bound_by_name()
    {
        await using var test = await QueueHost.StartAsync(azurite, [typeof(WithMetadata)]);

        var sent = await test.Queue.SendMessageAsync("hello");

        var (id, dequeueCount, popReceipt, inserted, queueTrigger) = await test.ReportAsync<(string, int, string, DateTimeOffset, object?)>();
        Assert.Equal((sent.Value.MessageId, 1, "hello"), (id, dequeueCount, queueTrigger));
        Assert.NotEmpty(popReceipt);
        Assert.Equal(sent.Value.InsertionTime, inserted);
    }

    private sealed class AsString(ChannelWriter<object> reports)
    {
        [Function("AsString")]
        public async Task Run([QueueTrigger("%Queue%")] string message) => await reports.WriteAsync(message);
    }

    private sealed class AsBytes(ChannelWriter<object> reports)
    {
        [Function("AsBytes")]
        public async Task Run([QueueTrigger("%Queue%")] BinaryData message) =>
            await reports.WriteAsync(Encoding.UTF8.GetString(message.ToArray()));
    }

    private sealed class AsMessage(ChannelWriter<object> reports)
    {
        [Function("AsMessage")]
        public async Task Run([QueueTrigger("%Queue%")] QueueMessage message) => await reports.WriteAsync(message.Body.ToString());
    }

    private sealed class AsObject(ChannelWriter<object> reports)
    {
        [Function("AsObject")]
        public async Task Run([QueueTrigger("%Queue%")] Thing thing) =>
            await reports.WriteAsync($$"""{"Name":"{{thing.Name}}","count":{{thing.Count}}}""");
    }

    private sealed class WithMetadata(ChannelWriter<object> reports)
    {
        [Function("WithMetadata")]
        public async Task Run(
            [QueueTrigger("%Queue%", Connection = "AzureWebJobsStorage")] string message,
            string id,
            int dequeueCount,
            string popReceipt,
            DateTimeOffset insertionTime,
            FunctionContext context,
            CancellationToken cancellationToken) =>
            await reports.WriteAsync(
                (id, dequeueCount, popReceipt, insertionTime, context.BindingContext.BindingData["QueueTrigger"]), cancellationToken);
    }

    private sealed record Thing(string Name, int Count);
}
