using Azure;
using Azure.Data.Tables;
using EmailDispatch.Emails;
using EmailDispatch.Naming;
using EmailDispatch.Storage;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Status;

/// <summary>
/// The table <c>EmailStatus</c>. Every write but the first names the version it changes, so of two concurrent writes one succeeds and the other is told.
/// The SDK repeats a request whose response was lost; if the repetition finds its change in place, it counts as done. Concurrent writes to one partition
/// are sent together (<see cref="RowWrites"/>), and each is announced first (<see cref="OpenHours"/>). Events are written with the row (<see cref="Outbox"/>).
/// </summary>
public sealed class StatusStore
{
    public const string TableName = "EmailStatus";

    private readonly TableClient _table;
    private readonly RowReads _reads;
    private readonly NewerRows _newer;
    private readonly RowWrites _writes;
    private readonly OpenHours _openHours;
    private readonly Outbox? _outbox;
    private readonly StatusOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Creates the store; without an outbox, no events are written.</summary>
    public StatusStore(TableServiceClient tables, OpenHours openHours, IOptions<StatusOptions> options, TimeProvider time, Outbox? outbox = null)
    {
        _table = tables.GetTableClient(TableName);
        _reads = new RowReads(_table, options.Value.Shards);
        _newer = new NewerRows(_table, options.Value.Shards);
        _writes = new RowWrites(_table);
        (_openHours, _outbox, _options, _time) = (openHours, outbox, options.Value, time);
    }

    /// <summary>Creates an id for a new email, in one of the shards in use.</summary>
    public EmailId NewId() => EmailId.New(_time, _options.Shards);

    /// <summary>Creates ids for the emails of a batch, with the same time and shard.</summary>
    public IReadOnlyList<EmailId> NewIds(int count) => EmailId.NewBatch(_time, count, _options.Shards);

    /// <summary>Returns the id of an email that arrived at this time; it is the same for the same <paramref name="source"/>.</summary>
    public EmailId IdOf(DateTimeOffset at, string source) => EmailId.Of(at, source, _options.Shards);

    /// <summary>Inserts the row of an email.</summary>
    /// <returns>The row with its version; if the id exists already, from an earlier attempt, the existing row.</returns>
    public async Task<EmailRow> InsertAsync(EmailRow row, CancellationToken cancellationToken) => (await InsertAllAsync([row], cancellationToken))[0];

    /// <summary>Inserts the rows of a batch, whose ids have the same time and shard, in as few transactions as possible.</summary>
    /// <returns>As <see cref="InsertAsync"/>, in the same order.</returns>
    public async Task<EmailRow[]> InsertAllAsync(IReadOnlyList<EmailRow> rows, CancellationToken cancellationToken)
    {
        await _openHours.AnnounceAsync(rows[0].Tenant, rows[0].AcceptedAt, cancellationToken);
        var entries = new OutboxEntry?[rows.Count];
        for (var n = 0; n < rows.Count; n++)
            entries[n] = await PrepareAsync(rows[n], cancellationToken);

        var writes = rows.Zip(entries, (row, entry) => new RowChange(new(TableTransactionActionType.Add, Marked(EmailRowEntity.ToEntity(row), entry)), ToAction(entry)));
        var versions = await _writes.TryWriteAsync([.. writes], cancellationToken);
        return await Task.WhenAll(rows.Select(async (row, n) => versions[n] is { } inserted
            ? Inserted(row with { ETag = inserted, Stored = row.Recipients, LastEvent = entries[n]?.Order ?? row.LastEvent }, entries[n])
            : await ReadAsync(row.Tenant, row.Id, cancellationToken) ?? throw new InvalidDataException($"The row of {row.Id} exists and cannot be read.")));
    }

    /// <summary>Releases the events of an email whose acceptance is complete.</summary>
    public void TellAccepted(EmailRow row)
    {
        if (row.Untold is { } entry)
            _outbox?.Tell(row.Tenant, row.Id, entry);
    }

    /// <summary>Removes handled entries of one partition from the outbox.</summary>
    public Task ForgetAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellationToken) => _writes.TryWriteAsync(
        [.. entries.Select(entry => new RowChange(new(
            TableTransactionActionType.Delete, new TableEntity(RowKeys.Of(entry.Tenant, entry.Id).Partition, OutboxRow.KeyOf(entry.Id, entry.Order)), ETag.All)))],
        cancellationToken);

    /// <summary>Claims an email for one attempt: merges <c>sending</c> and the lease if the row still has this version.</summary>
    /// <returns>The row's new version; null if another claim or change came first.</returns>
    public async Task<ETag?> TryClaimAsync(string tenant, EmailId id, ETag version, int attempt, Lease lease, CancellationToken cancellationToken) => (await TryMergeAsync(
        tenant, id, EmailRowEntity.ToClaim(tenant, id, attempt, lease), version, entry: null, row => row.Status == EmailStatus.Sending && row.LeaseId == lease.Id, cancellationToken)).Version;

    /// <summary>Records the result of an attempt, if the row still has the version of <paramref name="row"/>.</summary>
    /// <returns>The row with its new version; null if another changed it.</returns>
    public Task<EmailRow?> TryRecordAsync(EmailRow row, CancellationToken cancellationToken) => TryMergeAsync(
        row, EmailRowEntity.ToOutcome(row),
        current => current.LeaseId == row.LeaseId && current.Status == row.Status && current.AttemptNumber == row.AttemptNumber
            && current.Offering == row.Offering && current.Recipients.Select(r => r.Status).SequenceEqual(row.Recipients.Select(r => r.Status)),
        cancellationToken);

    /// <summary>Reschedules or cancels an email, if the row still has the version of <paramref name="row"/>.</summary>
    /// <returns>The row with its new version; null if another changed it.</returns>
    public Task<EmailRow?> TryScheduleAsync(EmailRow row, CancellationToken cancellationToken) => TryMergeAsync(
        row, EmailRowEntity.ToSchedule(row), current => current.Status == row.Status && current.ScheduledAt == row.ScheduledAt, cancellationToken);

    /// <summary>Writes providers' reports about the recipients, if the row still has the version of <paramref name="row"/>.</summary>
    /// <returns>False if another changed the row.</returns>
    public async Task<bool> TryReportAsync(EmailRow row, CancellationToken cancellationToken) => await TryMergeAsync(
        row, EmailRowEntity.ToReports(row),
        current => current.Recipients.Select(r => (r.Address, r.Status, r.Report?.Kind, r.Report?.At))
            .SequenceEqual(row.Recipients.Select(r => (r.Address, r.Status, r.Report?.Kind, r.Report?.At))),
        cancellationToken) is not null;

    /// <summary>
    /// Replaces what may contain an address, if the row still has the version of <paramref name="row"/>. No figure changes, so its hour stays closed, and
    /// there are no events.
    /// </summary>
    /// <returns>False if another changed the row, or an earlier try of this request did.</returns>
    internal async Task<bool> TryEraseAsync(EmailRow row, CancellationToken cancellationToken) =>
        (await _writes.TryWriteAsync([new RowChange(new(TableTransactionActionType.UpdateMerge, EmailRowEntity.ToErased(row), row.ETag))], cancellationToken))[0] is not null;

    /// <summary>
    /// Replaces what a template gave the email, if the row still has the version of <paramref name="row"/>. There are no events. The hour of the row must be
    /// open.
    /// </summary>
    /// <returns>The row with its new version; null if another changed it, or an earlier try of this request did.</returns>
    public async Task<EmailRow?> TryRenderAsync(EmailRow row, CancellationToken cancellationToken) =>
        (await _writes.TryWriteAsync([new RowChange(new(TableTransactionActionType.UpdateMerge, EmailRowEntity.ToRendering(row), row.ETag))], cancellationToken))[0] is { } rendered
            ? row with { ETag = rendered }
            : null;

    /// <summary>Writes that an email was never accepted, or was accepted after all, if the row still has the version of <paramref name="row"/>.</summary>
    /// <returns>The row with its new version; null if another changed it.</returns>
    public Task<EmailRow?> TryCorrectAcceptanceAsync(EmailRow row, CancellationToken cancellationToken) => TryMergeAsync(
        row, EmailRowEntity.ToAcceptance(row), current => current.Status == row.Status && current.IsUnconfirmed, cancellationToken);

    public async Task<EmailRow?> ReadAsync(string tenant, EmailId id, CancellationToken cancellationToken)
    {
        var (partition, key) = RowKeys.Of(tenant, id);
        return await _table.FindAsync(partition, key, cancellationToken) is { } entity ? EmailRowEntity.FromEntity(entity) : null;
    }

    /// <summary>Deletes a new row, if it still has this version.</summary>
    /// <returns>False if another changed it and is working on the email.</returns>
    public Task<bool> TryDeleteAsync(EmailRow row, CancellationToken cancellationToken)
    {
        var (partition, key) = RowKeys.Of(row.Tenant, row.Id);
        return _table.TryDeleteAsync(partition, key, row.ETag, cancellationToken);
    }

    /// <summary>Returns a page of a tenant's rows, newest first.</summary>
    public Task<RowPage<EmailRow>> ListAsync(StatusQuery query, CancellationToken cancellationToken) => query.Before is { } before
        ? _newer.ListAsync(query, before, cancellationToken)
        : RowPage<EmailRow>.ReadAsync(_reads.ReadAsync(query.Started(), cancellationToken).Select(EmailRowEntity.FromEntity), query.Matches, query.Limit);

    /// <summary>Reads all rows of emails that a tenant had accepted in the hour of this time, in any order.</summary>
    public IAsyncEnumerable<EmailRow> ReadHourAsync(string tenant, DateTimeOffset hour, CancellationToken cancellationToken) =>
        _table.QueryAsync<TableEntity>(RowKeys.InHour(tenant, hour), cancellationToken: cancellationToken).Select(EmailRowEntity.FromEntity);

    /// <summary>Reads the ids of active claims in one hour that begin with a prefix. Storage scans the whole hour.</summary>
    public IAsyncEnumerable<string> ReadClaimsAsync(string tenant, DateTimeOffset hour, string prefix, CancellationToken cancellationToken)
    {
        var (sending, behind) = (EmailStatus.Sending.ToName(), prefix + "~");
        var filter = RowKeys.InHour(tenant, hour) + TableClient.CreateQueryFilter($" and Status eq {sending} and LeaseId ge {prefix} and LeaseId lt {behind}");
        return _table.QueryAsync<TableEntity>(filter, select: ["LeaseId"], cancellationToken: cancellationToken).Select(entity => entity.GetString("LeaseId"));
    }

    private async Task<EmailRow?> TryMergeAsync(EmailRow row, TableEntity changes, Func<EmailRow, bool> isDone, CancellationToken cancellationToken)
    {
        var entry = await PrepareAsync(row, cancellationToken);
        var (version, found) = await TryMergeAsync(row.Tenant, row.Id, changes, row.ETag, entry, isDone, cancellationToken);
        if (version is not { } written)
            return null;

        // If an earlier attempt made this change, the entry it left in the outbox may be different.
        if (entry is not null)
            _outbox!.Tell(row.Tenant, row.Id, found is null ? entry : null);
        return row with { ETag = written, Stored = row.Recipients, LastEvent = found?.LastEvent ?? entry?.Order ?? row.LastEvent };
    }

    // isDone: whether a row with another version shows this change, because an earlier attempt of this request succeeded and its response was lost.
    private async Task<(ETag? Version, EmailRow? Found)> TryMergeAsync(
        string tenant, EmailId id, TableEntity changes, ETag version, OutboxEntry? entry, Func<EmailRow, bool> isDone, CancellationToken cancellationToken)
    {
        await _openHours.AnnounceAsync(tenant, id.AcceptedAt, cancellationToken);
        if ((await _writes.TryWriteAsync([new RowChange(new(TableTransactionActionType.UpdateMerge, Marked(changes, entry), version), ToAction(entry))], cancellationToken))[0] is { } merged)
            return (merged, null);
        return await ReadAsync(tenant, id, cancellationToken) is { } row && isDone(row) ? (row.ETag, row) : (null, null);
    }

    private ValueTask<OutboxEntry?> PrepareAsync(EmailRow row, CancellationToken cancellationToken) =>
        _outbox?.PrepareAsync(row, _time.GetUtcNow(), cancellationToken) ?? default;

    // The events of a row whose acceptance may still be withdrawn wait for TellAccepted.
    private EmailRow Inserted(EmailRow row, OutboxEntry? entry)
    {
        if (entry is not null && !row.IsUnconfirmed)
            _outbox!.Tell(row.Tenant, row.Id, entry);
        return row with { Untold = row.IsUnconfirmed ? entry : null };
    }

    private static TableEntity Marked(TableEntity row, OutboxEntry? entry)
    {
        if (entry is not null)
            row["LastEvent"] = entry.Order;
        return row;
    }

    private static TableTransactionAction? ToAction(OutboxEntry? entry) => entry is null ? null : new(TableTransactionActionType.Add, OutboxRow.ToEntity(entry));
}

/// <summary>The right to make one attempt, for a limited time.</summary>
/// <param name="Id">Distinguishes this claim from any other.</param>
/// <param name="Until">When another instance may take over.</param>
public sealed record Lease(string Id, DateTimeOffset Until)
{
    /// <summary>The row's window with this take-over counted; null if nothing is taken over.</summary>
    public RetryWindow? Window { get; init; }
}
