using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using EmailDispatch.Storage;

namespace EmailDispatch.Usage;

/// <summary>
/// The table <c>Usage</c> (<see cref="UsageKeys"/> for its keys). An hour is replaced by transactions that each change the hour's guard from
/// the version that was read before anything else: of two concurrent runs, the slower one is rejected.
/// </summary>
public sealed class UsageTable(TableServiceClient tables)
{
    /// <summary>The table's name.</summary>
    public const string TableName = "Usage";

    private const string Rows = "Rows";

    private readonly TableClient _table = tables.GetTableClient(TableName);

    /// <summary>The rows of one dimension, by hour and then by value.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="dimension">Which.</param>
    /// <param name="from">The first hour.</param>
    /// <param name="to">The first hour after the range.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
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

    /// <summary>Replaces the rows of the guard's hour by <paramref name="totals"/>, writing only the differences.</summary>
    /// <returns>How many transactions it took; null if another changed the hour since its guard was read.</returns>
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

    // Read after the guard, and written only if the guard is unchanged: so these are the rows that are there.
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

/// <summary>The figures of one hour and one value of a dimension.</summary>
/// <param name="Hour">The hour's beginning, UTC.</param>
/// <param name="Value">The value; empty where the dimension has none.</param>
/// <param name="Figures">The figures.</param>
public sealed record UsageRow(DateTimeOffset Hour, string Value, UsageFigures Figures);

/// <summary>The row that guards the usage rows of one hour: every change of them changes it too, from the version that was read.</summary>
/// <param name="Tenant">Whose hour.</param>
/// <param name="Hour">Its beginning.</param>
/// <param name="Rows">From how many status rows the figures come.</param>
/// <param name="ETag">The version; null if there is none yet.</param>
internal sealed record UsageGuard(string Tenant, DateTimeOffset Hour, int Rows, ETag? ETag);
