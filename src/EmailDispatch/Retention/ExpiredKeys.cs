using Azure.Data.Tables;
using EmailDispatch.Intake.Idempotency;

namespace EmailDispatch.Retention;

/// <summary>Deletes idempotency keys that no longer count. One that was used anew meanwhile has another version, and stays.</summary>
internal sealed class ExpiredKeys(TableServiceClient tables, DateTimeOffset now, Deadline deadline)
{
    // What the clocks of instances may differ, and far more.
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    public Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        var oldest = now - IdempotencyKeys.Lifetime - Margin;
        return new EntityPurge(tables.GetTableClient(IdempotencyKeys.TableName), deadline)
            .DeleteAsync(TableClient.CreateQueryFilter($"CreatedAt lt {oldest}"), cancellationToken);
    }
}
