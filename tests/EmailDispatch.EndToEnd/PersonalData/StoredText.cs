using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace EmailDispatch.EndToEnd.PersonalData;

/// <summary>Everything in a storage account, and the forms in which an address may be in it.</summary>
internal static class StoredText
{
    /// <summary>Reads every row with its keys, every visible message and every blob with its name, each as one text.</summary>
    public static async Task<List<string>> DumpAsync(string connection, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        var tables = new TableServiceClient(connection);
        await foreach (var table in tables.QueryAsync(cancellationToken: cancellationToken))
        {
            await foreach (var row in tables.GetTableClient(table.Name).QueryAsync<TableEntity>(cancellationToken: cancellationToken))
                found.Add($"{table.Name}: {string.Join(' ', row.Select(column => $"{column.Key}={(column.Value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : column.Value)}"))}");
        }

        var queues = new QueueServiceClient(connection);
        await foreach (var queue in queues.GetQueuesAsync(cancellationToken: cancellationToken))
            found.AddRange((await queues.GetQueueClient(queue.Name).PeekMessagesAsync(32, cancellationToken)).Value.Select(message => $"{queue.Name}: {message.Body}"));

        var blobs = new BlobServiceClient(connection);
        await foreach (var container in blobs.GetBlobContainersAsync(cancellationToken: cancellationToken))
        {
            var client = blobs.GetBlobContainerClient(container.Name);
            await foreach (var blob in client.GetBlobsAsync(cancellationToken: cancellationToken))
                found.Add($"{container.Name}/{blob.Name}: {(await client.GetBlobClient(blob.Name).DownloadContentAsync(cancellationToken)).Value.Content}");
        }

        return found;
    }

    /// <summary>The address as it is, percent-encoded, in quoted-printable, in base64 at each of the three places it can begin at, and its hashes without salt.</summary>
    public static IReadOnlyList<string> FormsOf(string address)
    {
        var lower = address.ToLowerInvariant();
        var forms = new List<string> { address, lower.Replace("@", "%40", StringComparison.Ordinal), lower.Replace("@", "=40", StringComparison.Ordinal), lower.Replace("@", "\\u0040", StringComparison.Ordinal) };
        foreach (var spelling in (string[])[address, lower])
        {
            var bytes = Encoding.ASCII.GetBytes(spelling);

            // The first and last characters depend on the neighbours.
            forms.AddRange(Enumerable.Range(0, 3).Select(shift => Convert.ToBase64String([.. new byte[shift], .. bytes])[4..^4]));
            forms.AddRange(((byte[][])[SHA256.HashData(bytes), SHA512.HashData(bytes)]).SelectMany(hash => (string[])[Convert.ToHexStringLower(hash)[..32], Convert.ToBase64String(hash)[..32]]));
        }

        return forms;
    }
}
