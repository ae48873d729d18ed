using Azure.Data.Tables;
using EmailDispatch.Usage;

namespace EmailDispatch.Retention;

/// <summary>Deletes usage by whole months, which are its partitions. They are skipped through as in <see cref="ExpiredStatus"/>.</summary>
internal sealed class ExpiredUsage(TableServiceClient tables, RetentionOptions options, DateTimeOffset now, Deadline deadline)
{
    private readonly TableClient _table = tables.GetTableClient(UsageTable.TableName);

    public async Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        var purge = new EntityPurge(_table, deadline);
        var deleted = 0;
        for (var cursor = ""; !deadline.IsOver && await FirstBehindAsync(cursor, cancellationToken) is { } partition;)
        {
            var tenant = partition[..partition.IndexOf('|', StringComparison.Ordinal)];
            if (string.CompareOrdinal(partition, UsageKeys.Partition(tenant, now - TimeSpan.FromDays(options.UsageDays))) < 0)
            {
                deleted += await purge.DeleteAsync(TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancellationToken);
                cursor = partition;
            }
            else
            {
                // The tenant's months from here on are kept: } follows |.
                cursor = tenant + "}";
            }
        }

        return deleted;
    }

    private async Task<string?> FirstBehindAsync(string partition, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey gt {partition}");
        var first = await _table.QueryAsync<TableEntity>(filter, maxPerPage: 1, ["PartitionKey", "RowKey"], cancellationToken).FirstOrDefaultAsync(cancellationToken);
        return first?.PartitionKey;
    }
}
