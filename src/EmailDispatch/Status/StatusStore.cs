using System.Net;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using EmailDispatch.Emails;
using EmailDispatch.Storage;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Status;

/// <summary>
/// The table <c>EmailStatus</c>. Every write but the first names the version it changes, so that of two that race one wins and the other knows.
/// The SDK repeats a request whose answer was lost; what such a repetition finds already done by itself counts as done.
/// Writes at the same time to one partition go together (<see cref="RowWrites"/>), and each is announced first (<see cref="OpenHours"/>).
/// </summary>
public sealed class StatusStore : IStoragePlace
{
    /// <summary>The table's name.</summary>
    public const string TableName = "EmailStatus";

    /// <summary>How many rows are looked at for one page of a list.</summary>
    public const int MaxLookedAt = 5_000;

    private readonly TableClient _table;
    private readonly RowReads _reads;
    private readonly NewerRows _newer;
    private readonly RowWrites _writes;
    private readonly OpenHours _openHours;
    private readonly StatusOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Reads and writes the table of this account.</summary>
    public StatusStore(TableServiceClient tables, OpenHours openHours, IOptions<StatusOptions> options, TimeProvider time)
    {
        _table = tables.GetTableClient(TableName);
        _reads = new RowReads(_table, options.Value.Shards);
        _newer = new NewerRows(_table, options.Value.Shards);
        _writes = new RowWrites(_table);
        (_openHours, _options, _time) = (openHours, options.Value, time);
    }

    /// <inheritdoc />
    public Task CreateIfNotExistsAsync(CancellationToken cancellationToken) => _table.CreateIfNotExistsAsync(cancellationToken);

    /// <summary>An id for a new email, in one of the shards in use.</summary>
    public EmailId NewId() => EmailId.New(_time, _options.Shards);

    /// <summary>Ids for the emails of a batch: of one instant, and in one shard.</summary>
    public IReadOnlyList<EmailId> NewIds(int count) => EmailId.NewBatch(_time, count, _options.Shards);

    /// <summary>The id of an email that came at this time, the same for the same <paramref name="source"/>.</summary>
    public EmailId IdOf(DateTimeOffset at, string source) => EmailId.Of(at, source, _options.Shards);

    /// <summary>Inserts the row of an email.</summary>
    /// <returns>The row with its version; where there is one of this id already, from a try that was not heard of again, that one as it is now.</returns>
    public async Task<EmailRow> InsertAsync(EmailRow row, CancellationToken cancellationToken)
    {
        await _openHours.AnnounceAsync(row.Tenant, row.AcceptedAt, cancellationToken);
        try
        {
            var version = await _writes.WriteAsync(new(TableTransactionActionType.Add, EmailRowEntity.ToEntity(row)), cancellationToken);
            return row with { ETag = version };
        }
        catch (RequestFailedException conflict) when (conflict.Status == (int)HttpStatusCode.Conflict)
        {
            return await ReadAsync(row.Tenant, row.Id, cancellationToken) ?? throw new InvalidDataException($"The row of {row.Id} exists and cannot be read.", conflict);
        }
    }

    /// <summary>Takes an email for one attempt: merges <c>sending</c> and the lease if the row still has this version.</summary>
    /// <returns>The row's new version; null when another was faster.</returns>
    public async Task<ETag?> TryClaimAsync(
        string tenant, EmailId id, ETag version, int attempt, Lease lease, CancellationToken cancellationToken)
    {
        if (await TryMergeAsync(tenant, id, EmailRowEntity.ToClaim(tenant, id, attempt, lease), version, cancellationToken) is { } claimed)
            return claimed;

        var row = await ReadAsync(tenant, id, cancellationToken);
        return row?.Status == EmailStatus.Sending && row.LeaseId == lease.Id ? row.ETag : null;
    }

    /// <summary>Writes what an attempt came to, if the row still has the version of <paramref name="row"/>.</summary>
    /// <returns>The row's new version; null when another has changed it meanwhile.</returns>
    public async Task<ETag?> TryRecordAsync(EmailRow row, CancellationToken cancellationToken)
    {
        if (await TryMergeAsync(row.Tenant, row.Id, EmailRowEntity.ToOutcome(row), row.ETag, cancellationToken) is { } recorded)
            return recorded;

        var current = await ReadAsync(row.Tenant, row.Id, cancellationToken);
        return current is not null && current.LeaseId == row.LeaseId && current.Status == row.Status && current.AttemptNumber == row.AttemptNumber
            && current.Offering == row.Offering && current.Recipients.Select(r => r.Status).SequenceEqual(row.Recipients.Select(r => r.Status))
            ? current.ETag
            : null;
    }

    /// <summary>Writes when a scheduled email is due, or that it is canceled, if the row still has the version of <paramref name="row"/>.</summary>
    /// <returns>The row's new version; null when another has changed it meanwhile.</returns>
    public async Task<ETag?> TryScheduleAsync(EmailRow row, CancellationToken cancellationToken)
    {
        if (await TryMergeAsync(row.Tenant, row.Id, EmailRowEntity.ToSchedule(row), row.ETag, cancellationToken) is { } changed)
            return changed;

        var current = await ReadAsync(row.Tenant, row.Id, cancellationToken);
        return current?.Status == row.Status && current.ScheduledAt == row.ScheduledAt ? current.ETag : null;
    }

    /// <summary>Writes that an email was never accepted, or was after all, if the row still has the version of <paramref name="row"/>.</summary>
    /// <returns>The row's new version; null when another has changed it meanwhile.</returns>
    public async Task<ETag?> TryCorrectAcceptanceAsync(EmailRow row, CancellationToken cancellationToken)
    {
        if (await TryMergeAsync(row.Tenant, row.Id, EmailRowEntity.ToAcceptance(row), row.ETag, cancellationToken) is { } changed)
            return changed;

        var current = await ReadAsync(row.Tenant, row.Id, cancellationToken);
        return current?.Status == row.Status && current.IsUnconfirmed ? current.ETag : null;
    }

    /// <summary>The row of an email; null where the tenant has none of this id.</summary>
    public async Task<EmailRow?> ReadAsync(string tenant, EmailId id, CancellationToken cancellationToken)
    {
        var (partition, key) = RowKeys.Of(tenant, id);
        var entity = await _table.GetEntityIfExistsAsync<TableEntity>(partition, key, cancellationToken: cancellationToken);
        return entity.HasValue ? EmailRowEntity.FromEntity(entity.Value!) : null;
    }

    /// <summary>Takes a new row back, if it still has this version.</summary>
    /// <returns>Whether it is gone; not where another has changed it, which is then at work on the email.</returns>
    public async Task<bool> TryDeleteAsync(EmailRow row, CancellationToken cancellationToken)
    {
        var (partition, key) = RowKeys.Of(row.Tenant, row.Id);
        try
        {
            await _table.DeleteEntityAsync(partition, key, row.ETag, cancellationToken);
            return true;
        }
        catch (RequestFailedException lost) when (lost.Status == (int)HttpStatusCode.PreconditionFailed)
        {
            return false;
        }
    }

    /// <summary>
    /// A page of a tenant's rows, newest first. What is asked for is in no key, so rows are looked through for it: some
    /// <see cref="MaxLookedAt"/> for one page, which may therefore have fewer rows than asked for, or none, and yet not be the last.
    /// </summary>
    public async Task<StatusPage> ListAsync(StatusQuery query, CancellationToken cancellationToken)
    {
        if (query.Before is { } before)
            return await _newer.ListAsync(query, before, cancellationToken);

        var (rows, lookedAt, last) = (new List<EmailRow>(), 0, (EmailRow?)null);
        await foreach (var entity in _reads.ReadAsync(query, cancellationToken))
        {
            if (lookedAt == MaxLookedAt)
                return new StatusPage(rows, HasMore: true) { Next = last!.Id, LookedAt = lookedAt };

            var row = EmailRowEntity.FromEntity(entity);
            if (query.Matches(row))
            {
                if (rows.Count == query.Limit)
                    return new StatusPage(rows, HasMore: true) { Next = rows[^1].Id, LookedAt = lookedAt };
                rows.Add(row);
            }

            (last, lookedAt) = (row, lookedAt + 1);
        }

        return new StatusPage(rows, HasMore: false);
    }

    /// <summary>Every row of the emails that a tenant had accepted in one hour, in no order.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="hour">Any time in the hour.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<EmailRow> ReadHourAsync(string tenant, DateTimeOffset hour, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (start, end) = (RowKeys.StartOfHour(tenant, hour), RowKeys.EndOfHour(tenant, hour));
        var filter = TableClient.CreateQueryFilter($"PartitionKey gt {start} and PartitionKey lt {end}");
        await foreach (var entity in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            yield return EmailRowEntity.FromEntity(entity);
    }

    /// <summary>The claims of one hour's rows under way whose id begins so. Storage reads the hour for it.</summary>
    public async IAsyncEnumerable<string> ReadClaimsAsync(
        string tenant, DateTimeOffset hour, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (start, end, sending, behind) = (RowKeys.StartOfHour(tenant, hour), RowKeys.EndOfHour(tenant, hour), EmailStatus.Sending.ToName(), prefix + "~");
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey gt {start} and PartitionKey lt {end} and Status eq {sending} and LeaseId ge {prefix} and LeaseId lt {behind}");
        await foreach (var entity in _table.QueryAsync<TableEntity>(filter, select: ["LeaseId"], cancellationToken: cancellationToken))
            yield return entity.GetString("LeaseId");
    }

    private async Task<ETag?> TryMergeAsync(string tenant, EmailId id, TableEntity entity, ETag version, CancellationToken cancellationToken)
    {
        await _openHours.AnnounceAsync(tenant, id.AcceptedAt, cancellationToken);
        try
        {
            return await _writes.WriteAsync(new(TableTransactionActionType.UpdateMerge, entity, version), cancellationToken);
        }
        catch (RequestFailedException lost) when (lost.Status is (int)HttpStatusCode.PreconditionFailed or (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}

/// <summary>One page of a list.</summary>
/// <param name="Rows">The rows, newest first.</param>
/// <param name="HasMore">Whether there are further ones, or may be.</param>
public sealed record StatusPage(IReadOnlyList<EmailRow> Rows, bool HasMore)
{
    /// <summary>After which, or before which, to go on; null where there is nothing more. Not the last row, where more were looked at than were found.</summary>
    public EmailId? Next { get; init; }

    /// <summary>How many rows were looked at.</summary>
    public int LookedAt { get; init; }
}
