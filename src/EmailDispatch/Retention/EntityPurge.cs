using Azure.Data.Tables;
using EmailDispatch.Storage;

namespace EmailDispatch.Retention;

/// <summary>Deletes the rows of a table that match a filter, in transactions.</summary>
internal sealed class EntityPurge(TableClient table, Deadline deadline)
{
    /// <returns>How many were deleted; rows that changed after they were read are not.</returns>
    public async Task<int> DeleteAsync(string filter, CancellationToken cancellationToken)
    {
        var deleted = 0;
        var batch = new List<TableEntity>();
        await foreach (var entity in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (batch.Count == Transactions.MaxRows || (batch.Count > 0 && batch[0].PartitionKey != entity.PartitionKey))
            {
                deleted += await DeleteAsync(batch, cancellationToken);
                batch.Clear();
                if (deadline.IsOver)
                    return deleted;
            }

            batch.Add(entity);
        }

        return deleted + await DeleteAsync(batch, cancellationToken);
    }

    /// <summary>The first partition after a key; null if there is none. This skips from partition to partition instead of listing rows.</summary>
    public async Task<string?> FirstBehindAsync(string partition, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey gt {partition}");
        var first = await table.QueryAsync<TableEntity>(filter, maxPerPage: 1, ["PartitionKey", "RowKey"], cancellationToken).FirstOrDefaultAsync(cancellationToken);
        return first?.PartitionKey;
    }

    private async Task<int> DeleteAsync(List<TableEntity> batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
            return 0;

        try
        {
            await table.SubmitTransactionAsync(batch.Select(e => new TableTransactionAction(TableTransactionActionType.Delete, e, e.ETag)), cancellationToken);
            return batch.Count;
        }
        catch (TableTransactionFailedException)
        {
            // One of them was changed or deleted, so each is deleted separately.
        }

        var deleted = 0;
        foreach (var entity in batch)
        {
            if (await table.TryDeleteAsync(entity.PartitionKey, entity.RowKey, entity.ETag, cancellationToken))
                deleted++;
        }

        return deleted;
    }
}
