using System.Collections.Concurrent;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace EmailDispatch.EndToEnd.Fuzz;

/// <summary>Compares what the answers accepted with what storage has. Both must agree to the last row.</summary>
internal sealed class FuzzLedger
{
    private readonly ConcurrentDictionary<string, bool> _emails = new();
    private readonly ConcurrentDictionary<string, bool> _keys = new();
    private readonly ConcurrentDictionary<string, bool> _suppressed = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, bool> _idempotencyKeys = new();
    private int _scheduled;

    /// <summary>Records what an answer says was created.</summary>
    public void Enter(FuzzCase fuzz, int status, JsonElement body, bool isReplayed)
    {
        if (fuzz.Method != "POST" || status is not (200 or 201 or 202) || isReplayed)
            return;

        var accepted = new List<string>();
        switch (fuzz.Target)
        {
            case "emails":
                accepted.Add(body.GetProperty("id").GetString()!);
                _scheduled += body.GetProperty("status").GetString() == "scheduled" ? 1 : 0;
                break;
            case "emails/batch":
                accepted.AddRange(body.GetProperty("data").EnumerateArray().Select(email => email.GetProperty("id").GetString()!));
                break;
            case "api-keys":
                _keys[body.GetProperty("id").GetString()!] = true;
                break;
            case "suppressions":
                foreach (var entry in body.TryGetProperty("data", out var data) ? [.. data.EnumerateArray()] : (JsonElement[])[body])
                    _suppressed[entry.GetProperty("address").GetString()!] = true;
                break;
        }

        foreach (var id in accepted)
            Assert.True(_emails.TryAdd(id, true), $"{id} was given twice, the second time to {fuzz}");
        var keys = fuzz.Headers.Where(header => header.Name == "Idempotency-Key").Select(header => header.Value.Trim()).ToList();
        if (accepted.Count > 0 && keys.Count > 0)
            _idempotencyKeys[string.Join(", ", keys)] = true;
    }

    public async Task<Counts> ReadStorageAsync(string storage, CancellationToken cancellationToken)
    {
        var queue = new QueueClient(storage, "email-dispatch");
        var blobs = 0;
        await foreach (var _ in new BlobContainerClient(storage, "payloads").GetBlobsAsync(cancellationToken: cancellationToken))
            blobs++;
        return new Counts(
            await CountAsync(storage, "EmailStatus", cancellationToken),
            (await queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount,
            blobs,
            await CountAsync(storage, "Idempotency", cancellationToken),
            await CountAsync(storage, "Suppressions", cancellationToken),
            await CountAsync(storage, "ApiKeys", cancellationToken));
    }

    public Counts Told => new(_emails.Count, _emails.Count, _scheduled, _idempotencyKeys.Count, _suppressed.Count, _keys.Count);

    private static async Task<int> CountAsync(string storage, string table, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var _ in new TableClient(storage, table).QueryAsync<TableEntity>(cancellationToken: cancellationToken))
            count++;
        return count;
    }

    public sealed record Counts(int Rows, int Messages, int Payloads, int IdempotencyKeys, int Suppressions, int ApiKeys);
}
