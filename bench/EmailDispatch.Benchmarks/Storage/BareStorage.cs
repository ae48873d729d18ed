using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;

namespace EmailDispatch.Benchmarks.Storage;

/// <summary>
/// The ceiling: the same storage operations and nothing else. Rows and messages have the same size, rows are written in groups of the same size,
/// and the SDK clients are the same; no HTTP API, no SMTP.
/// </summary>
internal sealed class BareStorage(string connectionString, Email email, int group)
{
    private readonly TableClient _table = new(connectionString, "BareStatus");
    private readonly QueueClient _queue = new(connectionString, "bare-dispatch");

    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        await _table.CreateIfNotExistsAsync(cancellationToken);
        await _queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
    }

    public async Task RunAsync(int count, int loops, CancellationToken cancellationToken)
    {
        var left = count;
        await Task.WhenAll(Enumerable.Range(0, loops).Select(async _ =>
        {
            for (var mine = Take(); mine > 0; mine = Take())
                await RunGroupAsync(mine, cancellationToken);
        }));

        int Take() => Math.Clamp(Interlocked.Add(ref left, -group) + group, 0, group);
    }

    private async Task RunGroupAsync(int size, CancellationToken cancellationToken)
    {
        var rows = Enumerable.Range(0, size).Select(_ => NewRow()).ToList();
        var versions = await WriteAsync(rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, EmailRowEntity.ToEntity(row))));
        await Task.WhenAll(rows.Select((row, n) => _queue.SendMessageAsync(
            new DispatchMessage { Id = row.Id.ToString(), Tenant = row.Tenant, Attempt = 1, Etag = versions[n].ToString(), Payload = email }.Serialize(), cancellationToken)));

        // Each loop takes as many messages as it added, not necessarily its own.
        for (var taken = 0; taken < size;)
        {
            var messages = (await _queue.ReceiveMessagesAsync(Math.Min(16, size - taken), TimeSpan.FromSeconds(30), cancellationToken)).Value;
            taken += messages.Length;
            await Task.WhenAll(messages.Select(message => _queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken)));
        }

        versions = await WriteAsync(rows.Select((row, n) => Merge(Claim(row), versions[n])));
        await WriteAsync(rows.Select((row, n) => Merge(EmailRowEntity.ToOutcome(Sent(row)), versions[n])));

        async Task<ETag[]> WriteAsync(IEnumerable<TableTransactionAction> actions)
        {
            var response = await _table.SubmitTransactionAsync(actions, cancellationToken);
            return [.. response.Value.Select(part => part.Headers.ETag ?? default)];
        }
    }

    private static TableTransactionAction Merge(TableEntity entity, ETag version) => new(TableTransactionActionType.UpdateMerge, entity, version);

    private static TableEntity Claim(EmailRow row)
    {
        var (partition, key) = RowKeys.Of(row.Tenant, row.Id);
        return new TableEntity(partition, key)
        {
            ["Status"] = "sending",
            ["Attempt"] = 1,
            ["LeaseId"] = Guid.NewGuid().ToString("N"),
            ["LeaseUntil"] = row.AcceptedAt,
        };
    }

    private EmailRow NewRow() => new()
    {
        Id = EmailId.New(TimeProvider.System),
        Tenant = "default",
        Status = EmailStatus.Queued,
        From = email.From.ToString(),
        Subject = email.Subject,
        Recipients = RecipientList.Of(email),
        Size = MessageSize.Estimate(email),
    };

    private static EmailRow Sent(EmailRow row) => row with
    {
        Status = EmailStatus.Sent,
        Provider = "sink-0",
        AttemptNumber = 1,
        SentAt = row.AcceptedAt,
        Recipients = [.. row.Recipients.Select(recipient => recipient with { Status = EmailStatus.Sent })],
        Attempts = [new Attempt { Number = 1, Provider = "sink-0", At = row.AcceptedAt, Milliseconds = 5, Outcome = AttemptOutcome.Sent, Phase = "final_dot", Code = 250, Reply = "2.0.0 Ok" }],
    };
}
