using System.Net;
using Azure;
using Azure.Data.Tables;
using EmailDispatch.Storage;

namespace EmailDispatch.Access;

/// <summary>
/// The table <c>ApiKeys</c>: the SHA-256 of every issued key and what it is allowed. PK is the key's id, which its hash gives
/// (<see cref="ApiKeyHash.Id"/>), so that looking a presented key up and revoking one by its id are both point operations on one row.
/// A tenant's keys are listed by a scan: people do that, on a table of some hundred rows, and a second row for each key would be
/// a second place to be wrong about who has access.
/// </summary>
public sealed class ApiKeyTable(TableServiceClient tables) : IStoragePlace
{
    /// <summary>The table's name.</summary>
    public const string TableName = "ApiKeys";

    private readonly TableClient _table = tables.GetTableClient(TableName);

    /// <inheritdoc />
    public Task CreateIfNotExistsAsync(CancellationToken cancellationToken) => _table.CreateIfNotExistsAsync(cancellationToken);

    internal async Task<ApiKey?> FindAsync(ApiKeyHash hash, CancellationToken cancellationToken) =>
        await ReadAsync(hash.Id, cancellationToken) is { } row && ApiKeyRow.HashOf(row).Equals(hash) ? ApiKeyRow.FromEntity(row) : null;

    internal async Task InsertAsync(ApiKey key, ApiKeyHash hash, CancellationToken cancellationToken)
    {
        try
        {
            await _table.AddEntityAsync(ApiKeyRow.ToEntity(key, hash), cancellationToken);
        }
        catch (RequestFailedException conflict) when (conflict.Status == (int)HttpStatusCode.Conflict)
        {
            // The key is new and random: the row is our own, from a try whose answer was lost.
        }
    }

    /// <summary>The keys of a tenant, the newest first.</summary>
    internal async Task<IReadOnlyList<ApiKey>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        var keys = new List<ApiKey>();
        await foreach (var row in _table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"Tenant eq {tenant}"), cancellationToken: cancellationToken))
            keys.Add(ApiKeyRow.FromEntity(row));
        return [.. keys.OrderByDescending(key => key.CreatedAt)];
    }

    /// <summary>A key of a tenant with its hash; null where the tenant has no such key.</summary>
    internal async Task<(ApiKey Key, ApiKeyHash Hash)?> FindAsync(string tenant, string id, CancellationToken cancellationToken) =>
        await ReadAsync(id, cancellationToken) is { } row && ApiKeyRow.TenantOf(row) == tenant ? (ApiKeyRow.FromEntity(row), ApiKeyRow.HashOf(row)) : null;

    /// <summary>Changes some columns of a key.</summary>
    /// <returns>Whether it is still there: one that was revoked must not come back.</returns>
    internal async Task<bool> TryMergeAsync(TableEntity changes, CancellationToken cancellationToken)
    {
        try
        {
            await _table.UpdateEntityAsync(changes, ETag.All, TableUpdateMode.Merge, cancellationToken);
            return true;
        }
        catch (RequestFailedException gone) when (gone.Status == (int)HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>Deletes a key of a tenant.</summary>
    /// <returns>Its hash; null where the tenant has no such key.</returns>
    internal async Task<ApiKeyHash?> DeleteAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        if (await ReadAsync(id, cancellationToken) is not { } row || ApiKeyRow.TenantOf(row) != tenant)
            return null;

        await _table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
        return ApiKeyRow.HashOf(row);
    }

    private async Task<TableEntity?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(id, ApiKeyRow.RowKey, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }
}
