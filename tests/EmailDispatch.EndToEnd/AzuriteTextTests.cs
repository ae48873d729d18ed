using System.Globalization;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace EmailDispatch.EndToEnd;

/// <summary>The emulator returns text beyond ASCII as stored, however its bytes are split in transit.</summary>
public sealed class AzuriteTextTests(Azurite azurite)
{
    private static readonly int Count = TestSize.Of("AZURITE_TEXTS", 1_000);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Text_comes_back_from_a_queue_as_it_was_put()
    {
        var queue = new QueueClient(azurite.ConnectionString, $"texts-{Guid.NewGuid():N}");
        await queue.CreateAsync(cancellationToken: Cancellation);

        var damaged = await DamagedAsync(async (_, text) =>
        {
            await queue.SendMessageAsync(text, Cancellation);
            var message = (await queue.ReceiveMessageAsync(cancellationToken: Cancellation)).Value;
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, Cancellation);
            return message.MessageText;
        });

        Assert.Empty(damaged);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Text_comes_back_from_a_table_as_it_was_put(bool isEscaped)
    {
        using var http = isEscaped ? new HttpClient() : new HttpClient(new UnescapedJson());
        var options = new TableClientOptions { Transport = new HttpClientTransport(http) };
        var table = new TableClient(azurite.ConnectionString, $"Texts{Guid.NewGuid():N}", options);
        await table.CreateAsync(Cancellation);

        var damaged = await DamagedAsync(async (n, text) =>
        {
            var key = n.ToString(CultureInfo.InvariantCulture);
            await table.AddEntityAsync(new TableEntity("p", key) { ["Text"] = text }, Cancellation);
            return (await table.GetEntityAsync<TableEntity>("p", key, cancellationToken: Cancellation)).Value.GetString("Text");
        });

        Assert.Empty(damaged);
    }

    [Fact]
    public async Task Text_comes_back_from_a_blob_as_it_was_put()
    {
        var container = new BlobContainerClient(azurite.ConnectionString, $"texts-{Guid.NewGuid():N}");
        await container.CreateAsync(cancellationToken: Cancellation);

        var damaged = await DamagedAsync(async (n, text) =>
        {
            var blob = container.GetBlobClient(n.ToString(CultureInfo.InvariantCulture));
            await blob.UploadAsync(BinaryData.FromString(text), Cancellation);
            return (await blob.DownloadContentAsync(Cancellation)).Value.Content.ToString();
        });

        Assert.Empty(damaged);
    }

    private static string TextOf(int seed) => RandomText.Of(seed, maxBytes: 18_000);

    private static async Task<List<int>> DamagedAsync(Func<int, string, Task<string>> storeAndRead)
    {
        var damaged = new List<int>();
        for (var n = 0; n < Count; n++)
        {
            var text = TextOf(n);
            if (await storeAndRead(n, text) != text)
                damaged.Add(n);
        }

        return damaged;
    }
}
