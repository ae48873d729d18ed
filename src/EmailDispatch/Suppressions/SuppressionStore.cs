using System.Net;
using Azure;
using Azure.Data.Tables;

namespace EmailDispatch.Suppressions;

/// <summary>
/// The table <c>Suppressions</c>: PK is the tenant, RK stands for the address (<see cref="SuppressionKey"/>). An address is written once and
/// then left as it is, so that adding it again changes nothing, whoever does it and however often.
/// </summary>
public sealed class SuppressionStore(TableServiceClient tables) : IStoragePlace
{
    /// <summary>The table's name.</summary>
    public const string TableName = "Suppressions";

    private readonly TableClient _table = tables.GetTableClient(TableName);

    /// <inheritdoc />
    public Task CreateIfNotExistsAsync(CancellationToken cancellationToken) => _table.CreateIfNotExistsAsync(cancellationToken);

    /// <summary>A page of a tenant's list.</summary>
    public async Task<SuppressionPage> ListAsync(SuppressionQuery query, CancellationToken cancellationToken)
    {
        if (query.Address is { } address)
            return new SuppressionPage(await ReadAsync(query.Tenant, address, cancellationToken) is { } one ? [one] : [], HasMore: false);

        var filter = query.After is { } after
            ? TableClient.CreateQueryFilter($"PartitionKey eq {query.Tenant} and RowKey gt {SuppressionKey.Of(after)}")
            : TableClient.CreateQueryFilter($"PartitionKey eq {query.Tenant}");
        var suppressions = new List<Suppression>();
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, maxPerPage: query.Limit + 1, cancellationToken: cancellationToken))
        {
            if (suppressions.Count == query.Limit)
                return new SuppressionPage(suppressions, HasMore: true);
            suppressions.Add(FromEntity(row));
        }

        return new SuppressionPage(suppressions, HasMore: false);
    }

    /// <summary>The entry of an address; null where it is not on the list.</summary>
    public async Task<Suppression?> ReadAsync(string tenant, string address, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(tenant, SuppressionKey.Of(address), cancellationToken: cancellationToken);
        return row.HasValue ? FromEntity(row.Value!) : null;
    }

    /// <summary>Writes an entry where the address has none.</summary>
    /// <returns>Whether it had none.</returns>
    internal async Task<bool> TryAddAsync(Suppression suppression, CancellationToken cancellationToken)
    {
        try
        {
            await _table.AddEntityAsync(ToEntity(suppression), cancellationToken);
            return true;
        }
        catch (RequestFailedException conflict) when (conflict.Status == (int)HttpStatusCode.Conflict)
        {
            return false;
        }
    }

    /// <summary>Deletes the entry of an address.</summary>
    /// <returns>Whether there was one.</returns>
    internal async Task<bool> TryDeleteAsync(string tenant, string address, CancellationToken cancellationToken)
    {
        var response = await _table.DeleteEntityAsync(tenant, SuppressionKey.Of(address), cancellationToken: cancellationToken);
        return response.Status != (int)HttpStatusCode.NotFound;
    }

    /// <summary>The fingerprints of a tenant's addresses, page by page, each page with the time of the server that answered.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="changedSince">Only what was written since then, by the server's clock; null for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    internal IAsyncEnumerable<(IEnumerable<ulong> Fingerprints, DateTimeOffset? ServerTime)> ReadFingerprintsAsync(
        string tenant, DateTimeOffset? changedSince, CancellationToken cancellationToken)
    {
        var filter = changedSince is { } since
            ? TableClient.CreateQueryFilter($"PartitionKey eq {tenant} and Timestamp ge {since}")
            : TableClient.CreateQueryFilter($"PartitionKey eq {tenant}");
        return _table.QueryAsync<TableEntity>(filter, select: ["RowKey"], cancellationToken: cancellationToken)
            .AsPages()
            .Select(page => (page.Values.Select(row => SuppressionKey.FingerprintOf(row.RowKey)), page.GetRawResponse().Headers.Date));
    }

    private static TableEntity ToEntity(Suppression suppression)
    {
        var entity = new TableEntity(suppression.Tenant, SuppressionKey.Of(suppression.Address))
        {
            ["Address"] = suppression.Address,
            ["Reason"] = suppression.Reason.ToName(),
            ["CreatedAt"] = suppression.CreatedAt,
        };
        if (suppression.Detail is { } detail)
            entity["Detail"] = detail;
        if (suppression.EmailId is { } emailId)
            entity["EmailId"] = emailId;
        return entity;
    }

    private static Suppression FromEntity(TableEntity row) => new(
        row.PartitionKey,
        row.GetString("Address"),
        SuppressionReasonNames.Find(row.GetString("Reason")) ?? throw new InvalidDataException($"The suppression {row.RowKey} has the unknown reason '{row.GetString("Reason")}'."),
        row.GetDateTimeOffset("CreatedAt") ?? default)
    {
        Detail = row.GetString("Detail"),
        EmailId = row.GetString("EmailId"),
    };
}
