using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using EmailDispatch.Emails;
using EmailDispatch.Storage;

namespace EmailDispatch.Queueing;

/// <summary>
/// The table <c>Waiting</c>: the hidden messages of emails that wait for a paused provider, so that they can be made visible when it works again.
/// One row per message: RK is the time at which the message becomes visible anyway, and the email; a column for each provider says that the email
/// waits for it. Losing a row loses no email.
/// </summary>
public sealed class WaitingMessages(TableServiceClient tables)
{
    public const string TableName = "Waiting";

    private const string Partition = "waiting";
    private const string MessageId = "MessageId";
    private const string PopReceipt = "PopReceipt";

    // A filter may have 15 comparisons: https://learn.microsoft.com/rest/api/storageservices/querying-tables-and-entities.
    private const int MaxProvidersInQuery = 13;

    private readonly TableClient _table = tables.GetTableClient(TableName);

    public Task AddAsync(EmailId id, QueueReceipt receipt, DateTimeOffset visibleAt, IEnumerable<string> providers, CancellationToken cancellationToken)
    {
        var row = new TableEntity(Partition, $"{KeyOf(visibleAt)}|{id}") { [MessageId] = receipt.MessageId, [PopReceipt] = receipt.PopReceipt };
        foreach (var provider in providers)
            row[ColumnOf(provider)] = true;
        return _table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>The messages that wait for any of these providers, and those that are visible by now.</summary>
    internal async IAsyncEnumerable<WaitingMessage> FindAsync(IEnumerable<string> providers, DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var some in providers.Chunk(MaxProvidersInQuery).DefaultIfEmpty([]))
        {
            string[] wanted = [TableClient.CreateQueryFilter($"RowKey lt {KeyOf(now)}"), .. some.Select(p => $"{ColumnOf(p)} eq true")];
            var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition}") + $" and ({string.Join(" or ", wanted)})";
            await foreach (var row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
                yield return new WaitingMessage(row.RowKey, new QueueReceipt(row.GetString(MessageId), row.GetString(PopReceipt)));
        }
    }

    /// <summary>Deletes the rows of some messages, at most <see cref="Transactions.MaxRows"/>.</summary>
    internal async Task DeleteAsync(IReadOnlyCollection<WaitingMessage> messages, CancellationToken cancellationToken)
    {
        try
        {
            await _table.SubmitTransactionAsync(messages.Select(m => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(Partition, m.Key), ETag.All)), cancellationToken);
        }
        catch (RequestFailedException fault) when (StorageFaults.IsLost(fault))
        {
            // Another run has deleted some of them.
            foreach (var message in messages)
                await _table.TryDeleteAsync(Partition, message.Key, ETag.All, cancellationToken);
        }
    }

    internal static string KeyOf(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString("D15", CultureInfo.InvariantCulture);

    // Names of providers have lower-case letters, digits and hyphens; those of columns have no hyphens.
    private static string ColumnOf(string provider) => $"For_{provider.Replace('-', '_')}";
}

/// <summary>A hidden message and the key of its row.</summary>
internal sealed record WaitingMessage(string Key, QueueReceipt Receipt)
{
    /// <summary>Whether its time has not come yet.</summary>
    public bool IsHidden(DateTimeOffset now) => string.CompareOrdinal(Key, WaitingMessages.KeyOf(now)) > 0;
}
