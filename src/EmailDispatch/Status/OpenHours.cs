using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using EmailDispatch.Storage;

namespace EmailDispatch.Status;

/// <summary>
/// The table <c>StatusHours</c>: the hours whose status rows may still change, so that only those need to be read.
/// <para>
/// The hour of a status row is marked before the row is written, at most <see cref="Announcement"/> ahead. If a mark is older than <see cref="Grace"/>, no
/// write is in progress. So no change is missed, however late, and an hour without activity costs nothing. Each instance needs one request per hour
/// of rows and <see cref="Announcement"/>.
/// </para>
/// </summary>
public sealed class OpenHours
{
    public const string TableName = "StatusHours";

    /// <summary>How long one mark covers the writes of this instance.</summary>
    public static readonly TimeSpan Announcement = TimeSpan.FromMinutes(5);

    /// <summary>After this time without a new mark no write is in progress: the announcement, plus more than the longest write and clock differences.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    private const string Partition = "open";

    private readonly TableClient _table;
    private readonly Announcements _announcements;

    public OpenHours(TableServiceClient tables, TimeProvider time)
    {
        _table = tables.GetTableClient(TableName);
        _announcements = new Announcements(
            Announcement, (key, now) => _table.UpsertEntityAsync(new TableEntity(Partition, key) { ["TouchedAt"] = now }, TableUpdateMode.Merge), time);
    }

    /// <summary>Reads the open hours of all tenants.</summary>
    public async IAsyncEnumerable<OpenHour> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition}");
        await foreach (var entity in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            yield return FromEntity(entity);
    }

    /// <summary>Reads the open hours of one tenant from one hour up to but excluding another.</summary>
    public IAsyncEnumerable<OpenHour> ReadAsync(string tenant, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {Key(tenant, from)} and RowKey lt {Key(tenant, to)}");
        return _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).Select(FromEntity);
    }

    /// <summary>Reads the open hours of a tenant.</summary>
    public IAsyncEnumerable<OpenHour> ReadAsync(string tenant, CancellationToken cancellationToken)
    {
        var (start, end) = ($"{tenant}|", $"{tenant}}}");
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {start} and RowKey lt {end}");
        return _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).Select(FromEntity).Where(hour => hour.Tenant == tenant);
    }

    /// <summary>Stores the counts from reading an hour's rows: emails not finished, and those of them that are <see cref="StaleRows">stale</see>.</summary>
    /// <param name="hour">The mark as it was before reading.</param>
    /// <param name="computedAt">When reading began.</param>
    /// <param name="unfinished">How many emails were not finished.</param>
    /// <param name="stale">How many of these were stale.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>The updated mark; null if it was renewed meanwhile.</returns>
    public async Task<OpenHour?> TryMarkComputedAsync(
        OpenHour hour, DateTimeOffset computedAt, int unfinished, int stale, CancellationToken cancellationToken)
    {
        var entity = new TableEntity(Partition, Key(hour.Tenant, hour.Hour)) { ["ComputedAt"] = computedAt, ["Unfinished"] = unfinished, ["Stale"] = stale };
        return await _table.TryUpdateAsync(entity, hour.ETag, TableUpdateMode.Merge, cancellationToken) is { } version
            ? hour with { ComputedAt = computedAt, Unfinished = unfinished, Stale = stale, ETag = version }
            : null;
    }

    /// <summary>Removes the mark.</summary>
    /// <returns>False if it was renewed meanwhile.</returns>
    public Task<bool> TryCloseAsync(OpenHour hour, CancellationToken cancellationToken) =>
        _table.TryDeleteAsync(Partition, Key(hour.Tenant, hour.Hour), hour.ETag, cancellationToken);

    /// <summary>Marks the hour of a row that is about to be written, unless this instance did so recently.</summary>
    internal ValueTask AnnounceAsync(string tenant, DateTimeOffset acceptedAt, CancellationToken cancellationToken) =>
        _announcements.AnnounceAsync(Key(tenant, acceptedAt), cancellationToken);

    private static string Key(string tenant, DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{tenant}|{at.UtcDateTime:yyyyMMddHH}");

    private static OpenHour FromEntity(TableEntity entity)
    {
        var bar = entity.RowKey.LastIndexOf('|');
        return new OpenHour(
            entity.RowKey[..bar],
            DateTimeOffset.ParseExact(entity.RowKey[(bar + 1)..], "yyyyMMddHH", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            entity.GetDateTimeOffset("TouchedAt") ?? DateTimeOffset.MinValue,
            entity.GetDateTimeOffset("ComputedAt"),
            entity.GetInt32("Unfinished") ?? 0,
            entity.GetInt32("Stale") ?? 0,
            entity.ETag);
    }
}

/// <summary>An hour whose status rows may still change, or have changed since they were last counted.</summary>
/// <param name="Tenant">The rows' tenant.</param>
/// <param name="Hour">The start of the hour in which the emails were accepted, UTC.</param>
/// <param name="TouchedAt">When a write was last announced; it follows within minutes.</param>
/// <param name="ComputedAt">When its rows were last counted; null if never.</param>
/// <param name="Unfinished">How many of its emails were not finished then.</param>
/// <param name="Stale">How many of these were overdue with nobody working on them (<see cref="StaleRows"/>).</param>
/// <param name="ETag">The version of this mark.</param>
public sealed record OpenHour(string Tenant, DateTimeOffset Hour, DateTimeOffset TouchedAt, DateTimeOffset? ComputedAt, int Unfinished, int Stale, ETag ETag)
{
    /// <summary>Whether no write of its rows is in progress.</summary>
    public bool IsQuiet(DateTimeOffset now) => TouchedAt + OpenHours.Grace <= now;
}
