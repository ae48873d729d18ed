using System.Threading.Channels;
using Azure;
using Azure.Data.Tables;
using EmailDispatch.Emails;
using EmailDispatch.Endpoints;
using EmailDispatch.Storage;

namespace EmailDispatch.Status;

/// <summary>
/// The events of status rows that are not in the logs of webhooks yet. They are written in the transaction of the row, but only if an endpoint of the tenant
/// subscribes to them. The writer hands them over in memory (<see cref="Written"/>). If the process dies before they are handled, they are found by their
/// partition, which is marked in the table <c>StatusOutbox</c> before the first write.
/// </summary>
public sealed class Outbox
{
    /// <summary>The table of the marks.</summary>
    public const string TableName = "StatusOutbox";

    /// <summary>How long one mark covers the writes of this instance.</summary>
    public static readonly TimeSpan Announcement = TimeSpan.FromMinutes(5);

    /// <summary>After this time without a new mark no write is in progress.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    private const string Partition = "open";

    // If there are more, a search finds them in storage.
    private const int MaxInMemory = 10_000;

    private readonly TableClient _rows;
    private readonly TableClient _marks;
    private readonly EndpointList _endpoints;
    private readonly Announcements _announcements;
    private readonly Channel<OutboxNews> _written = Channel.CreateBounded<OutboxNews>(new BoundedChannelOptions(MaxInMemory) { FullMode = BoundedChannelFullMode.DropWrite });

    public Outbox(TableServiceClient tables, EndpointList endpoints, TimeProvider time)
    {
        (_rows, _marks, _endpoints) = (tables.GetTableClient(StatusStore.TableName), tables.GetTableClient(TableName), endpoints);
        _announcements = new Announcements(
            Announcement, (key, now) => _marks.UpsertEntityAsync(new TableEntity(Partition, key) { ["TouchedAt"] = now }, TableUpdateMode.Merge), time);
    }

    /// <summary>What this process has written.</summary>
    public ChannelReader<OutboxNews> Written => _written.Reader;

    /// <summary>Stops handing over entries; those written from now on are found in storage.</summary>
    internal void Stop() => _written.Writer.TryComplete();

    /// <summary>Creates the entry for a write of a row; null if it causes no events that an endpoint subscribes to.</summary>
    internal async ValueTask<OutboxEntry?> PrepareAsync(EmailRow row, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var events = EmailEvents.Of(row, now);
        if (events.Count == 0)
            return null;

        var wanted = (await _endpoints.OfAsync(row.Tenant, cancellationToken)).Where(e => e is { IsEnabled: true, IsDeleted: false }).SelectMany(e => e.Events).ToHashSet(StringComparer.Ordinal);
        events.RemoveAll(e => !wanted.Contains(e.Type));
        if (events.Count == 0)
            return null;

        await _announcements.AnnounceAsync(RowKeys.Of(row.Tenant, row.Id).Partition, cancellationToken);
        return new OutboxEntry
        {
            Tenant = row.Tenant,
            Id = row.Id,
            Order = Math.Max(now.UtcTicks, row.LastEvent + OutboxEntry.Room),
            Previous = row.LastEvent,
            GivenId = row.GivenId,
            From = row.From,
            Subject = row.Subject,
            Tags = row.Tags,
            ScheduledAt = row.ScheduledAt,
            Events = events,
        };
    }

    /// <summary>Hands over an email's entry; if it is null, the email's entries are read from storage.</summary>
    internal void Tell(string tenant, EmailId id, OutboxEntry? entry) => _written.Writer.TryWrite(new OutboxNews(tenant, id, entry));

    /// <summary>Reads the entries of an email, oldest first.</summary>
    public async Task<IReadOnlyList<OutboxEntry>> ReadAsync(string tenant, EmailId id, CancellationToken cancellationToken)
    {
        var (partition, start) = (RowKeys.Of(tenant, id).Partition, OutboxRow.PrefixOf(id));
        var end = start[..^1] + "}";
        return await ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {start} and RowKey lt {end}"), cancellationToken).ToListAsync(cancellationToken);
    }

    /// <summary>Reads the partitions that have or may have entries.</summary>
    public IAsyncEnumerable<OutboxPartition> ReadPartitionsAsync(CancellationToken cancellationToken) =>
        _marks.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken: cancellationToken)
            .Select(mark => new OutboxPartition(mark.RowKey, mark.GetDateTimeOffset("TouchedAt") ?? DateTimeOffset.MinValue, mark.ETag));

    /// <summary>Reads the entries of a partition, by email and order.</summary>
    public IAsyncEnumerable<OutboxEntry> ReadAsync(OutboxPartition partition, CancellationToken cancellationToken) =>
        ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {partition.Key} and RowKey ge {OutboxRow.Prefix}"), cancellationToken);

    /// <summary>Removes the mark of a partition without entries, unless it was renewed meanwhile.</summary>
    public Task CloseAsync(OutboxPartition partition, CancellationToken cancellationToken) =>
        _marks.TryDeleteAsync(Partition, partition.Key, partition.ETag, cancellationToken);

    private IAsyncEnumerable<OutboxEntry> ReadAsync(string filter, CancellationToken cancellationToken) =>
        _rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).Select(OutboxRow.FromEntity);
}

/// <summary>A written entry, or an email whose entries must be read.</summary>
/// <param name="Tenant">The email's tenant.</param>
/// <param name="Id">The email's id.</param>
/// <param name="Entry">The entry that was written; null if the entries must be read from storage.</param>
public sealed record OutboxNews(string Tenant, EmailId Id, OutboxEntry? Entry);

/// <summary>A partition of status rows that has or may have entries.</summary>
/// <param name="Key">The partition key.</param>
/// <param name="TouchedAt">When a write was last announced; it follows within minutes.</param>
/// <param name="ETag">The version of the mark.</param>
public sealed record OutboxPartition(string Key, DateTimeOffset TouchedAt, ETag ETag)
{
    /// <summary>Whether no write of entries is in progress.</summary>
    public bool IsQuiet(DateTimeOffset now) => TouchedAt + Outbox.Grace <= now;
}
