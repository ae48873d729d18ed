using System.Text;
using System.Text.Json;
using Azure;
using Azure.Storage.Queues;
using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Intake;

/// <summary>A queue message may have 64 KiB of text, and 131,584 bytes of the XML it is sent as.</summary>
public sealed class QueueLimitTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Local_storage_refuses_what_Azure_refuses()
    {
        var queue = new QueueClient(azurite.ConnectionString, "limit");
        await queue.CreateIfNotExistsAsync(cancellationToken: Cancellation);

        await queue.SendMessageAsync(new string('<', 32_800), Cancellation);
        var fault = await Assert.ThrowsAsync<RequestFailedException>(() => queue.SendMessageAsync(new string('<', 33_000), Cancellation));

        Assert.Equal((413, "RequestBodyTooLarge"), (fault.Status, fault.ErrorCode));
    }

    [Theory]
    [InlineData("<td>1</td>")]
    [InlineData("<")]
    [InlineData("a > b && c")]
    [InlineData("&amp;")]
    [InlineData("\u00e9\"\\\n")]
    [InlineData("plain text ")]
    public async Task Email_of_any_size_and_text_is_queued(string text)
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var proxy = await StorageProxy.StartAsync(azurite, step: null);
        await using var instance = await IntakeInstance.StartAsync(proxy.ConnectionString, new FixedTime(), provider);
        int[] sizes = [1_000, 20_000, 25_000, 31_000, 32_500, 33_500, 38_000, 43_000, 50_000, 56_000, 60_915, 64_000, 66_000];

        foreach (var size in sizes)
        {
            var html = string.Concat(Enumerable.Repeat(text, size / Encoding.UTF8.GetByteCount(text)));
            var json = JsonSerializer.SerializeToUtf8Bytes(new { from = "a@example.com", to = "b@example.com", subject = "s", html });
            var result = await instance.Emails.SubmitAsync(IntakeInstance.Submitter, json, null, Cancellation);
            Assert.Empty(result.Errors);
        }

        await instance.DispatchAllAsync();

        var puts = proxy.Requests.Where(request => StorageOperations.Describe(request) == "put message").ToList();
        Assert.All(puts, put => Assert.InRange(Encoding.UTF8.GetByteCount(put.Body), 1, DispatchQueue.MaxRequestBytes));
        Assert.Contains(puts, put => QueuedMessage.Of(put).Message.Payload is not null);
        Assert.Contains(puts, put => QueuedMessage.Of(put).Message.Blob is not null);
        Assert.Equal(sizes.Length, provider.Inbox.Count);
    }
}
