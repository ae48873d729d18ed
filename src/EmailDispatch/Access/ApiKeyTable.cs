using Azure;
using Azure.Data.Tables;
using EmailDispatch.Storage;

namespace EmailDispatch.Access;

/// <summary>
/// The table <c>ApiKeys</c>: the SHA-256 of every issued key and its permissions. PK is the key's id, which is derived from the hash
/// (<see cref="ApiKeyHash.Id"/>), so finding a key and revoking it by id are point operations on one row. Listing a tenant's keys scans the table,
/// which is rare and reads a few hundred rows; a second row per key could contradict the first about who has access.
/// </summary>
public sealed class ApiKeyTable(TableServiceClient tables)
{
    public const string TableName = "ApiKeys";

    private readonly TableClient _table = tables.GetTableClient(TableName);

    internal async Task<ApiKey?> FindAsync(ApiKeyHash hash, CancellationToken cancellationToken) =>
        await _table.FindAsync(hash.Id, ApiKeyRow.RowKey, cancellationToken) is { } row && ApiKeyRow.HashOf(row).Equals(hash) ? ApiKeyRow.FromEntity(row) : null;

    /// <summary>Inserts a key. Keys are random, so an existing row is our own, from an earlier attempt whose response was lost.</summary>
    internal Task InsertAsync(ApiKey key, ApiKeyHash hash, CancellationToken cancellationToken) =>
        _table.TryInsertAsync(ApiKeyRow.ToEntity(key, hash), cancellationToken);

    /// <summary>Lists the keys of a tenant, newest first.</summary>
    internal async Task<IReadOnlyList<ApiKey>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        var keys = _table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"Tenant eq {tenant}"), cancellationToken: cancellationToken);
        return await keys.Select(ApiKeyRow.FromEntity).OrderByDescending(key => key.CreatedAt).ToListAsync(cancellationToken);
    }

    /// <summary>Lists the tenants that have a key.</summary>
    internal async Task<IReadOnlySet<string>> ListTenantsAsync(CancellationToken cancellationToken)
    {
        var tenants = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in _table.QueryAsync<TableEntity>(select: ["Tenant"], cancellationToken: cancellationToken))
            tenants.Add(row.GetString("Tenant"));
        return tenants;
    }

    /// <summary>Finds a tenant's key and its hash; null if there is no such key.</summary>
    internal async Task<(ApiKey Key, ApiKeyHash Hash)?> FindAsync(string tenant, string id, CancellationToken cancellationToken) =>
        await ReadAsync(tenant, id, cancellationToken) is { } row ? (ApiKeyRow.FromEntity(row), ApiKeyRow.HashOf(row)) : null;

    /// <summary>Updates some columns of a key, unless it was revoked: a revoked key must not reappear.</summary>
    /// <returns>Whether the key still existed.</returns>
    internal async Task<bool> TryMergeAsync(TableEntity changes, CancellationToken cancellationToken) =>
        await _table.TryUpdateAsync(changes, ETag.All, TableUpdateMode.Merge, cancellationToken) is not null;

    /// <summary>Deletes a tenant's key.</summary>
    /// <returns>The key's hash; null if there is no such key.</returns>
    internal async Task<ApiKeyHash?> DeleteAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        if (await ReadAsync(tenant, id, cancellationToken) is not { } row)
            return null;

        await _table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
        return ApiKeyRow.HashOf(row);
    }

    // Other texts are not ids, and storage does not accept all of them as keys.
    private async Task<TableEntity?> ReadAsync(string tenant, string id, CancellationToken cancellationToken) =>
        Guid.TryParseExact(id, "D", out var known) && await _table.FindAsync(known.ToString("D"), ApiKeyRow.RowKey, cancellationToken) is { } row && ApiKeyRow.TenantOf(row) == tenant ? row : null;
}
