using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using EmailDispatch.Storage;

namespace EmailDispatch.Usage;

/// <summary>
/// The table <c>Usage</c> (<see cref="UsageKeys"/> for its keys). An hour is replaced in transactions that each update the hour's guard from the
/// version that was read first, so the slower of two concurrent runs is rejected.
/// </summary>
public sealed class UsageTable(TableServiceClient tables)
{
    public const string TableName = "Usage";

    private const string Rows = "Rows";

    private readonly TableClient _table = tables.GetTableClient(TableName);

    /// <summary>Reads the rows of one dimension, sorted by hour and then by value. <paramref name="to"/> is exclusive.</summary>
    public async IAsyncEnumerable<UsageRow> ReadAsync(
        string tenant, UsageDimension dimension, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var start = from; start < to; start = StartOfNextMonth(start))
        {
            var last = (to < StartOfNextMonth(start) ? to : StartOfNextMonth(start)).AddHours(-1);
            await foreach (var entity in Query(tenant, dimension, start, last, cancellationToken))
                yield return UsageEntity.FromEntity(entity);
        }
    }

    internal async Task<UsageGuard> ReadGuardAsync(string tenant, DateTimeOffset hour, CancellationToken cancellationToken)
    {
        var row = await _table.FindAsync(UsageKeys.Partition(tenant, hour), UsageKeys.Guard(hour), cancellationToken);
        return new UsageGuard(tenant, hour, row?.GetInt32(Rows) ?? 0, row?.ETag);
    }

    /// <summary>Replaces the rows of the guard's hour with <paramref name="totals"/>, writing only the differences.</summary>
    /// <returns>The number of transactions; null if another run changed the hour since the guard was read.</returns>
    internal async Task<int?> TryReplaceAsync(UsageGuard guard, HourTotals totals, CancellationToken cancellationToken)
    {
        var partition = UsageKeys.Partition(guard.Tenant, guard.Hour);
        var changes = await FindChangesAsync(guard, totals, cancellationToken);
        if (changes.Count == 0 && totals.Rows == guard.Rows)
            return 0;

        var version = guard.ETag;
        var transactions = changes.Count == 0 ? [[]] : changes.Chunk(Transactions.MaxRows - 1).ToList();
        foreach (var transaction in transactions)
        {
            var entity = new TableEntity(partition, UsageKeys.Guard(guard.Hour)) { [Rows] = totals.Rows };
            var own = version is { } read
                ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, entity, read)
                : new TableTransactionAction(TableTransactionActionType.Add, entity);
            try
            {
                var responses = await _table.SubmitTransactionAsync([own, .. transaction], cancellationToken);
                version = responses.Value[0].Version();
            }
            catch (RequestFailedException fault) when (StorageFaults.IsLost(fault))
            {
                return null;
            }
        }

        return transactions.Count;
    }

    // Rows are read after the guard and written only if the guard is unchanged, so these are still the current rows.
    private async Task<List<TableTransactionAction>> FindChangesAsync(UsageGuard guard, HourTotals totals, CancellationToken cancellationToken)
    {
        var partition = UsageKeys.Partition(guard.Tenant, guard.Hour);
        var present = new Dictionary<string, UsageFigures>(StringComparer.Ordinal);
        if (guard.ETag is not null)
        {
            foreach (var dimension in Enum.GetValues<UsageDimension>())
            {
                await foreach (var entity in Query(guard.Tenant, dimension, guard.Hour, guard.Hour, cancellationToken))
                    present.Add(entity.RowKey, UsageEntity.FromEntity(entity).Figures);
            }
        }

        var changes = new List<TableTransactionAction>();
        foreach (var (dimension, value, figures) in totals.All())
        {
            var key = UsageKeys.Row(dimension, guard.Hour, value);
            if (!present.Remove(key, out var old) || old != figures)
                changes.Add(new(TableTransactionActionType.UpsertReplace, UsageEntity.ToEntity(partition, key, value, figures)));
        }

        changes.AddRange(present.Keys.Select(key => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partition, key), ETag.All)));
        return changes;
    }

    private AsyncPageable<TableEntity> Query(
        string tenant, UsageDimension dimension, DateTimeOffset first, DateTimeOffset last, CancellationToken cancellationToken)
    {
        var (start, end) = (UsageKeys.StartOf(dimension, first), UsageKeys.EndOf(dimension, last));
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {UsageKeys.Partition(tenant, first)} and RowKey ge {start} and RowKey lt {end}");
        return _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken);
    }

    private static DateTimeOffset StartOfNextMonth(DateTimeOffset at) => new DateTimeOffset(at.Year, at.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);
}

/// <summary>The figures for one hour, given by its start in UTC, and one value of a dimension, which is empty if the dimension has none.</summary>
public sealed record UsageRow(DateTimeOffset Hour, string Value, UsageFigures Figures);

/// <summary>
/// The row that guards the usage rows of one hour: every change to them also updates it, from the version that was read. <paramref name="Rows"/> is
/// the number of status rows the figures came from; <paramref name="ETag"/> is null if the row does not exist yet.
/// </summary>
internal sealed record UsageGuard(string Tenant, DateTimeOffset Hour, int Rows, ETag? ETag);
