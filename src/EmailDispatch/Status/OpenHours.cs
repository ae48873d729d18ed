using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using EmailDispatch.Storage;

namespace EmailDispatch.Status;

/// <summary>
/// The table <c>StatusHours</c>: which hours of status rows may still change, so that only those need to be read.
/// <para>
/// Before a status row is written, its hour is marked, at most <see cref="Announcement"/> before. If a mark is older than
/// <see cref="Grace"/>, no write is under way. So no change is missed, however late it is, and an hour without activity costs nothing.
/// Each instance needs one request per hour and <see cref="Announcement"/>.
/// </para>
/// </summary>
public sealed class OpenHours
{
    /// <summary>The table's name.</summary>
    public const string TableName = "StatusHours";

    /// <summary>How long one mark covers the writes of this instance.</summary>
    public static readonly TimeSpan Announcement = TimeSpan.FromMinutes(5);

    /// <summary>After this time without a new mark no write is under way: the announcement, and more than the longest write and the clocks' differences.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    private const string Partition = "open";

    private readonly TableClient _table;
    private readonly Announcements _announcements;

    /// <summary>Reads and writes the table of this account.</summary>
    public OpenHours(TableServiceClient tables, TimeProvider time)
    {
        _table = tables.GetTableClient(TableName);
        _announcements = new Announcements(
            Announcement, (key, now) => _table.UpsertEntityAsync(new TableEntity(Partition, key) { ["TouchedAt"] = now }, TableUpdateMode.Merge), time);
    }

    /// <summary>Every open hour of every tenant.</summary>
    public async IAsyncEnumerable<OpenHour> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition}");
        await foreach (var entity in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            yield return FromEntity(entity);
    }

    /// <summary>Stores the result of reading the hour's rows.</summary>
    /// <param name="hour">The mark as it was before the reading.</param>
    /// <param name="computedAt">When the reading began.</param>
    /// <param name="unfinished">How many emails had not ended.</param>
    /// <param name="stale">How many of these were <see cref="StaleRows">stale</see>.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>The mark as it is now; null if it was renewed meanwhile.</returns>
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
/// <param name="Tenant">Whose rows.</param>
/// <param name="Hour">The hour in which the emails were accepted; its beginning, UTC.</param>
/// <param name="TouchedAt">When a write was last announced; a write follows within minutes.</param>
/// <param name="ComputedAt">When its figures were read; null if it has none.</param>
/// <param name="Unfinished">How many of its emails had not ended then.</param>
/// <param name="Stale">How many of these were overdue with nobody working on them (<see cref="StaleRows"/>).</param>
/// <param name="ETag">The version of this mark.</param>
public sealed record OpenHour(string Tenant, DateTimeOffset Hour, DateTimeOffset TouchedAt, DateTimeOffset? ComputedAt, int Unfinished, int Stale, ETag ETag)
{
    /// <summary>Whether no write of its rows is under way.</summary>
    public bool IsQuiet(DateTimeOffset now) => TouchedAt + OpenHours.Grace <= now;
}
