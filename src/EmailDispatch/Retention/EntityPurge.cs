using Azure;
using Azure.Data.Tables;

namespace EmailDispatch.Retention;

/// <summary>Deletes the entities that a filter finds, a hundred in a request where they share a partition.</summary>
internal sealed class EntityPurge(TableClient table, Deadline deadline)
{
    private const int MaxActions = 100;

    /// <returns>How many were deleted; those that another has changed since they were found are not.</returns>
    public async Task<int> DeleteAsync(string filter, CancellationToken cancellationToken)
    {
        var deleted = 0;
        var batch = new List<TableEntity>();
        await foreach (var entity in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (batch.Count == MaxActions || (batch.Count > 0 && batch[0].PartitionKey != entity.PartitionKey))
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
            // One of them is gone, or new; of the others each goes by itself.
        }

        var deleted = 0;
        foreach (var entity in batch)
        {
            try
            {
                await table.DeleteEntityAsync(entity.PartitionKey, entity.RowKey, entity.ETag, cancellationToken);
                deleted++;
            }
            catch (RequestFailedException changed) when (changed.Status == 412)
            {
            }
        }

        return deleted;
    }
}
