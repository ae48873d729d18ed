using System.Text.Json;
using Azure;
using Azure.Storage.Queues;

namespace EmailDispatch.EndToEnd.Packages;

public sealed class QueuesTests(Azurite azurite) : IAsyncLifetime
{
    private readonly QueueClient _queue = new(azurite.ConnectionString, $"q{Guid.NewGuid():N}");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _queue.CreateAsync(cancellationToken: Cancellation);

    public async ValueTask DisposeAsync() => await _queue.DeleteAsync(CancellationToken.None);

    [Theory]
    [InlineData("<b>&amp;</b> & ]]> \"quoted\" 'single'")]
    [InlineData("日本語 العربية 😀 é")]
    [InlineData("\r\n\t\u0001\u001f\u007f\u2028\ufffe")]
    [InlineData("  leading and trailing  ")]
    public async Task Json_message_text_comes_back_as_it_was_sent(string text)
    {
        var json = JsonSerializer.Serialize(new { text });

        await _queue.SendMessageAsync(json, cancellationToken: Cancellation);
        var message = (await _queue.ReceiveMessageAsync(TimeSpan.FromSeconds(30), Cancellation)).Value;

        Assert.Equal(json, message.Body.ToString());
        Assert.Equal(json, message.MessageText);
        Assert.Equal(1, message.DequeueCount);
    }

    [Fact]
    public async Task Message_sent_with_no_time_to_live_never_expires()
    {
        var sent = await _queue.SendMessageAsync("{}", timeToLive: TimeSpan.FromSeconds(-1), cancellationToken: Cancellation);

        Assert.Equal(9999, sent.Value.ExpirationTime.Year);
    }

    [Fact]
    public async Task Delayed_message_is_not_received_before_its_time()
    {
        await _queue.SendMessageAsync("{}", TimeSpan.FromDays(7), TimeSpan.FromSeconds(-1), Cancellation);

        var received = await _queue.ReceiveMessagesAsync(32, TimeSpan.FromSeconds(30), Cancellation);
        var properties = await _queue.GetPropertiesAsync(Cancellation);

        Assert.Empty(received.Value);
        Assert.Equal(1, properties.Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task Update_of_visibility_hides_shows_and_renews_the_receipt()
    {
        await _queue.SendMessageAsync("{}", cancellationToken: Cancellation);
        var message = (await _queue.ReceiveMessageAsync(TimeSpan.FromMinutes(5), Cancellation)).Value;

        var updated = await _queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, (BinaryData?)null, TimeSpan.Zero, Cancellation);
        var again = (await _queue.ReceiveMessageAsync(TimeSpan.FromMinutes(5), Cancellation)).Value;
        var stale = await Assert.ThrowsAsync<RequestFailedException>(() => _queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, Cancellation));
        var deleted = await _queue.DeleteMessageAsync(again.MessageId, again.PopReceipt, Cancellation);

        Assert.NotEqual(message.PopReceipt, updated.Value.PopReceipt);
        Assert.Equal((message.MessageId, 2L), (again.MessageId, again.DequeueCount));
        Assert.Contains(stale.Status, (int[])[400, 404]);
        Assert.Equal(204, deleted.Status);
    }

    [Fact]
    public async Task Message_of_64_KiB_is_accepted_and_one_byte_more_is_not()
    {
        await _queue.SendMessageAsync(new string('a', 64 * 1024), cancellationToken: Cancellation);

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => _queue.SendMessageAsync(new string('a', (64 * 1024) + 1), Cancellation));

        Assert.Equal((413, "RequestBodyTooLarge"), (failure.Status, failure.ErrorCode));
    }

    [Fact]
    public async Task Base64_encoding_is_the_client_s_and_passes_any_bytes()
    {
        byte[] bytes = [0, 255, 1, 254, 10, 13];
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 };
        var queue = new QueueClient(azurite.ConnectionString, _queue.Name, options);

        await queue.SendMessageAsync(BinaryData.FromBytes(bytes), cancellationToken: Cancellation);
        var raw = (await _queue.ReceiveMessageAsync(TimeSpan.FromSeconds(30), Cancellation)).Value;

        Assert.Equal(Convert.ToBase64String(bytes), raw.MessageText);
    }
}
