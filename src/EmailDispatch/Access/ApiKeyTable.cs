using Azure;
using Azure.Data.Tables;
using EmailDispatch.Storage;

namespace EmailDispatch.Access;

/// <summary>
/// The table <c>ApiKeys</c>: the SHA-256 of every issued key and its permissions. PK is the key's id, which follows from the hash
/// (<see cref="ApiKeyHash.Id"/>): looking up a key and revoking it by id are both point operations on one row. A tenant's keys are listed
/// by a scan, which is rare and reads some hundred rows; a second row per key could contradict the first about who has access.
/// </summary>
public sealed class ApiKeyTable(TableServiceClient tables)
{
    /// <summary>The table's name.</summary>
    public const string TableName = "ApiKeys";

    private readonly TableClient _table = tables.GetTableClient(TableName);

    internal async Task<ApiKey?> FindAsync(ApiKeyHash hash, CancellationToken cancellationToken) =>
        await _table.FindAsync(hash.Id, ApiKeyRow.RowKey, cancellationToken) is { } row && ApiKeyRow.HashOf(row).Equals(hash) ? ApiKeyRow.FromEntity(row) : null;

    /// <summary>Inserts a key. Keys are random: if there is a row already, it is our own, from a try whose answer was lost.</summary>
    internal Task InsertAsync(ApiKey key, ApiKeyHash hash, CancellationToken cancellationToken) =>
        _table.TryInsertAsync(ApiKeyRow.ToEntity(key, hash), cancellationToken);

    /// <summary>The keys of a tenant, newest first.</summary>
    internal async Task<IReadOnlyList<ApiKey>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        var keys = _table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"Tenant eq {tenant}"), cancellationToken: cancellationToken);
        return await keys.Select(ApiKeyRow.FromEntity).OrderByDescending(key => key.CreatedAt).ToListAsync(cancellationToken);
    }

    /// <summary>The tenants that have a key, each once.</summary>
    internal async Task<IReadOnlySet<string>> ListTenantsAsync(CancellationToken cancellationToken)
    {
        var tenants = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in _table.QueryAsync<TableEntity>(select: ["Tenant"], cancellationToken: cancellationToken))
            tenants.Add(row.GetString("Tenant"));
        return tenants;
    }

    /// <summary>A key of a tenant with its hash; null if the tenant has no such key.</summary>
    internal async Task<(ApiKey Key, ApiKeyHash Hash)?> FindAsync(string tenant, string id, CancellationToken cancellationToken) =>
        await ReadAsync(tenant, id, cancellationToken) is { } row ? (ApiKeyRow.FromEntity(row), ApiKeyRow.HashOf(row)) : null;

    /// <summary>Changes some columns of a key.</summary>
    /// <returns>Whether it is still there: one that was revoked must not come back.</returns>
    internal async Task<bool> TryMergeAsync(TableEntity changes, CancellationToken cancellationToken) =>
        await _table.TryUpdateAsync(changes, ETag.All, TableUpdateMode.Merge, cancellationToken) is not null;

    /// <summary>Deletes a key of a tenant.</summary>
    /// <returns>Its hash; null if the tenant has no such key.</returns>
    internal async Task<ApiKeyHash?> DeleteAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        if (await ReadAsync(tenant, id, cancellationToken) is not { } row)
            return null;

        await _table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
        return ApiKeyRow.HashOf(row);
    }

    // Other texts are no ids, and storage does not take all of them as a key.
    private async Task<TableEntity?> ReadAsync(string tenant, string id, CancellationToken cancellationToken) =>
        Guid.TryParseExact(id, "D", out var known) && await _table.FindAsync(known.ToString("D"), ApiKeyRow.RowKey, cancellationToken) is { } row && ApiKeyRow.TenantOf(row) == tenant ? row : null;
}
