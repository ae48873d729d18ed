using Azure.Data.Tables;
using EmailDispatch.Status;

namespace EmailDispatch.Retention;

/// <summary>
/// Deletes status rows by whole hours, oldest last within a tenant. An hour that is open is left alone: its emails are on their way, or its
/// usage is not counted yet. Only after <see cref="RetentionOptions.LongestLife"/> it goes in any case. The aggregation knows an hour of
/// which rows are gone, and leaves its usage as it is.
/// <para>
/// Partitions are skipped through, not listed: a request for the first one behind a key tells a tenant, and its old hours are one range.
/// </para>
/// </summary>
internal sealed class ExpiredStatus(TableServiceClient tables, OpenHours openHours, RetentionOptions options, DateTimeOffset now, Deadline deadline)
{
    private readonly TableClient _table = tables.GetTableClient(StatusStore.TableName);

    public async Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        var open = new HashSet<(string, DateTimeOffset)>();
        await foreach (var hour in openHours.ReadAllAsync(cancellationToken))
            open.Add((hour.Tenant, hour.Hour));

        var purge = new EntityPurge(_table, deadline);
        var deleted = 0;
        for (var cursor = ""; !deadline.IsOver && await FirstBehindAsync(cursor, cancellationToken) is { } partition;)
        {
            var tenant = partition[..partition.IndexOf('|', StringComparison.Ordinal)];

            // Hours are counted down: what is older comes behind.
            var oldest = RowKeys.EndOfHour(tenant, now - TimeSpan.FromDays(options.StatusDays));
            if (string.CompareOrdinal(partition, oldest) < 0)
            {
                cursor = oldest;
                continue;
            }

            var hour = RowKeys.HourOf(partition);
            if (!open.Contains((tenant, hour)) || hour < now - options.LongestLife)
                deleted += await purge.DeleteAsync(RangeOf(tenant, hour), cancellationToken);
            cursor = RowKeys.EndOfHour(tenant, hour);
        }

        return deleted;
    }

    private async Task<string?> FirstBehindAsync(string partition, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey gt {partition}");
        var first = await _table.QueryAsync<TableEntity>(filter, maxPerPage: 1, ["PartitionKey", "RowKey"], cancellationToken).FirstOrDefaultAsync(cancellationToken);
        return first?.PartitionKey;
    }

    private static string RangeOf(string tenant, DateTimeOffset hour) =>
        TableClient.CreateQueryFilter($"PartitionKey gt {RowKeys.StartOfHour(tenant, hour)} and PartitionKey lt {RowKeys.EndOfHour(tenant, hour)}");
}
