using System.Net;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using EmailDispatch.Emails;

namespace EmailDispatch.Status;

/// <summary>
/// The table <c>EmailStatus</c>. Every write but the first names the version it changes, so that of two that race one wins and the other knows.
/// The SDK repeats a request whose answer was lost; what such a repetition finds already done by itself counts as done.
/// </summary>
public sealed class StatusStore(TableServiceClient tables)
{
    /// <summary>The table's name.</summary>
    public const string TableName = "EmailStatus";

    private readonly TableClient _table = tables.GetTableClient(TableName);

    /// <summary>Creates the table where it does not exist.</summary>
    public Task CreateIfNotExistsAsync(CancellationToken cancellationToken) => _table.CreateIfNotExistsAsync(cancellationToken);

    /// <summary>Inserts the row of a new email.</summary>
    /// <returns>The version of the row.</returns>
    public async Task<ETag> InsertAsync(EmailRow row, CancellationToken cancellationToken)
    {
        try
        {
            var response = await _table.AddEntityAsync(EmailRowEntity.ToEntity(row), cancellationToken);
            return response.Headers.ETag ?? throw new InvalidDataException("Storage inserted a row without telling its ETag.");
        }
        catch (RequestFailedException conflict) when (conflict.Status == (int)HttpStatusCode.Conflict)
        {
            // The id is new and random: the row is our own, from a try whose answer was lost.
            var inserted = await ReadAsync(row.Tenant, row.Id, cancellationToken);
            return inserted?.ETag ?? throw new InvalidDataException($"The row of {row.Id} exists and cannot be read.", conflict);
        }
    }

    /// <summary>Takes an email for one attempt: merges <c>sending</c> and the lease if the row still has this version.</summary>
    /// <returns>The row's new version; null when another was faster.</returns>
    public async Task<ETag?> TryClaimAsync(
        string tenant, EmailId id, ETag version, int attempt, Lease lease, CancellationToken cancellationToken)
    {
        var (partition, key) = RowKeys.Of(tenant, id);
        var claim = new TableEntity(partition, key)
        {
            ["Status"] = EmailStatus.Sending.ToName(),
            ["Attempt"] = attempt,
            ["LeaseId"] = lease.Id,
            ["LeaseUntil"] = lease.Until,
        };

        if (await TryMergeAsync(claim, version, cancellationToken) is { } claimed)
            return claimed;

        var row = await ReadAsync(tenant, id, cancellationToken);
        return row?.Status == EmailStatus.Sending && row.LeaseId == lease.Id ? row.ETag : null;
    }

    /// <summary>Writes what an attempt came to, if the row still has the version of <paramref name="row"/>.</summary>
    /// <returns>The row's new version; null when another has changed it meanwhile.</returns>
    public async Task<ETag?> TryRecordAsync(EmailRow row, CancellationToken cancellationToken)
    {
        if (await TryMergeAsync(EmailRowEntity.ToOutcome(row), row.ETag, cancellationToken) is { } recorded)
            return recorded;

        var current = await ReadAsync(row.Tenant, row.Id, cancellationToken);
        return current is not null && current.LeaseId == row.LeaseId && current.Status == row.Status && current.AttemptNumber == row.AttemptNumber
            ? current.ETag
            : null;
    }

    /// <summary>The row of an email; null where the tenant has none of this id.</summary>
    public async Task<EmailRow?> ReadAsync(string tenant, EmailId id, CancellationToken cancellationToken)
    {
        var (partition, key) = RowKeys.Of(tenant, id);
        var entity = await _table.GetEntityIfExistsAsync<TableEntity>(partition, key, cancellationToken: cancellationToken);
        return entity.HasValue ? EmailRowEntity.FromEntity(entity.Value!) : null;
    }

    /// <summary>A page of a tenant's rows, newest first.</summary>
    public async Task<StatusPage> ListAsync(StatusQuery query, CancellationToken cancellationToken)
    {
        var rows = new List<EmailRow>();
        await foreach (var row in ReadFromAsync(query, cancellationToken))
        {
            if (!query.Matches(row))
                continue;

            if (rows.Count == query.Limit)
                return new StatusPage(rows, HasMore: true);
            rows.Add(row);
        }

        return new StatusPage(rows, HasMore: false);
    }

    // Two plain range reads, not one with OR between them: storage answers an OR over keys by scanning the table.
    private async IAsyncEnumerable<EmailRow> ReadFromAsync(StatusQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var columns = ColumnFilter(query);
        var start = RowKeys.StartOf(query.Tenant);
        if (query.After is { } after)
        {
            var (partition, key) = RowKeys.Of(query.Tenant, after);
            var rest = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {key}") + columns;
            await foreach (var entity in Query(rest, query, cancellationToken))
                yield return EmailRowEntity.FromEntity(entity);
            start = partition;
        }

        var older = TableClient.CreateQueryFilter($"PartitionKey gt {start} and PartitionKey lt {RowKeys.EndOf(query.Tenant)}") + columns;
        await foreach (var entity in Query(older, query, cancellationToken))
            yield return EmailRowEntity.FromEntity(entity);
    }

    private AsyncPageable<TableEntity> Query(string filter, StatusQuery query, CancellationToken cancellationToken) =>
        _table.QueryAsync<TableEntity>(
            filter,
            maxPerPage: query.To is null && query.Tag is null ? query.Limit + 1 : null,
            cancellationToken: cancellationToken);

    private static string ColumnFilter(StatusQuery query) =>
        (query.Status is { } status ? TableClient.CreateQueryFilter($" and Status eq {status.ToName()}") : "")
        + (query.Provider is { } provider ? TableClient.CreateQueryFilter($" and Provider eq {provider}") : "");

    private async Task<ETag?> TryMergeAsync(TableEntity entity, ETag version, CancellationToken cancellationToken)
    {
        try
        {
            var response = await _table.UpdateEntityAsync(entity, version, TableUpdateMode.Merge, cancellationToken);
            return response.Headers.ETag;
        }
        catch (RequestFailedException lost) when (lost.Status is (int)HttpStatusCode.PreconditionFailed or (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
