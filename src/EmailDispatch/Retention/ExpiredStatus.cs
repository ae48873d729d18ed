using Azure.Data.Tables;
using EmailDispatch.Status;

namespace EmailDispatch.Retention;

/// <summary>
/// Deletes status rows by whole hours, oldest last within a tenant. An open hour is skipped: it has unfinished emails, or its usage is not counted
/// yet. After <see cref="RetentionOptions.LongestLife"/> it is deleted anyway. The aggregation recognizes an hour with missing rows and keeps its
/// usage.
/// </summary>
internal sealed class ExpiredStatus(TableServiceClient tables, OpenHours openHours, RetentionOptions options, DateTimeOffset now, Deadline deadline)
{
    public async Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        var open = await openHours.ReadAllAsync(cancellationToken).Select(hour => (hour.Tenant, hour.Hour)).ToHashSetAsync(cancellationToken: cancellationToken);
        var purge = new EntityPurge(tables.GetTableClient(StatusStore.TableName), deadline);
        var deleted = 0;
        for (var cursor = ""; !deadline.IsOver && await purge.FirstBehindAsync(cursor, cancellationToken) is { } partition;)
        {
            var tenant = partition[..partition.IndexOf('|', StringComparison.Ordinal)];

            // Partitions count hours down, so older hours follow.
            var oldest = RowKeys.EndOfHour(tenant, now - TimeSpan.FromDays(options.StatusDays));
            if (string.CompareOrdinal(partition, oldest) < 0)
            {
                cursor = oldest;
                continue;
            }

            var hour = RowKeys.HourOf(partition);
            if (!open.Contains((tenant, hour)) || hour < now - options.LongestLife)
                deleted += await purge.DeleteAsync(RowKeys.AllInHour(tenant, hour), cancellationToken);
            cursor = RowKeys.EndOfHour(tenant, hour);
        }

        return deleted;
    }
}
