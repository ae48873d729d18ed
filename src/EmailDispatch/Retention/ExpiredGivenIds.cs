using Azure.Data.Tables;
using EmailDispatch.Status;

namespace EmailDispatch.Retention;

/// <summary>Deletes the UUIDs by which senders named emails that are gone by now, whenever those were scheduled.</summary>
internal sealed class ExpiredGivenIds(TableServiceClient tables, RetentionOptions options, DateTimeOffset now, Deadline deadline)
{
    public Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        var oldest = now - options.LongestLife;
        return new EntityPurge(tables.GetTableClient(GivenIds.TableName), deadline)
            .DeleteAsync(TableClient.CreateQueryFilter($"CreatedAt lt {oldest}"), cancellationToken);
    }
}
