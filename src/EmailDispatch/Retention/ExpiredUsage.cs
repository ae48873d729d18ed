using Azure.Data.Tables;
using EmailDispatch.Usage;

namespace EmailDispatch.Retention;

/// <summary>Deletes usage by whole months; each partition is a month.</summary>
internal sealed class ExpiredUsage(TableServiceClient tables, RetentionOptions options, DateTimeOffset now, Deadline deadline)
{
    public async Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        var purge = new EntityPurge(tables.GetTableClient(UsageTable.TableName), deadline);
        var deleted = 0;
        for (var cursor = ""; !deadline.IsOver && await purge.FirstBehindAsync(cursor, cancellationToken) is { } partition;)
        {
            var tenant = partition[..partition.IndexOf('|', StringComparison.Ordinal)];
            if (string.CompareOrdinal(partition, UsageKeys.Partition(tenant, now - TimeSpan.FromDays(options.UsageDays))) < 0)
            {
                deleted += await purge.DeleteAsync(TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancellationToken);
                cursor = partition;
            }
            else
            {
                // The tenant's remaining months are kept. The character } follows |, so this skips them.
                cursor = tenant + "}";
            }
        }

        return deleted;
    }
}
