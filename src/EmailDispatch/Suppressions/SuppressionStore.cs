using System.Net;
using Azure.Data.Tables;
using EmailDispatch.Naming;
using EmailDispatch.Storage;

namespace EmailDispatch.Suppressions;

/// <summary>
/// The table <c>Suppressions</c>: PK is the tenant, RK a hash of the address (<see cref="SuppressionKey"/>). Entries are never changed: adding an
/// address again has no effect.
/// </summary>
public sealed class SuppressionStore(TableServiceClient tables)
{
    public const string TableName = "Suppressions";

    private readonly TableClient _table = tables.GetTableClient(TableName);

    internal async Task<RowPage<Suppression>> ListAsync(SuppressionQuery query, CancellationToken cancellationToken)
    {
        if (query.Before is { } before)
            return await ListBeforeAsync(query, before, cancellationToken);
        if (query.After is { End: null })
            return new RowPage<Suppression>([], Next: null);

        var perPage = query.Reason is null ? query.Limit + 1 : (int?)null;
        var rows = _table.QueryAsync<TableEntity>(Filter(query.Tenant, query.After?.End ?? 0, end: null), perPage, cancellationToken: cancellationToken);
        return await RowPage<Suppression>.ReadAsync(rows.Select(FromEntity), query.Matches, query.Limit);
    }

    /// <summary>Finds an entry by id; null if there is none.</summary>
    public async Task<Suppression?> ReadAsync(string tenant, SuppressionId id, CancellationToken cancellationToken)
    {
        var row = await _table.QueryAsync<TableEntity>(Filter(tenant, id.Start, id.End), maxPerPage: 1, cancellationToken: cancellationToken).FirstOrDefaultAsync(cancellationToken);
        return row is null ? null : FromEntity(row);
    }

    /// <summary>Finds an entry by address, unless the address is erased; null if there is none.</summary>
    public Task<Suppression?> ReadAsync(string tenant, string address, CancellationToken cancellationToken) =>
        ReadByKeyAsync(tenant, SuppressionKey.Of(address), cancellationToken);

    internal async Task<Suppression?> ReadByKeyAsync(string tenant, string key, CancellationToken cancellationToken) =>
        await _table.FindAsync(tenant, key, cancellationToken) is { } row ? FromEntity(row) : null;

    /// <summary>Adds an entry unless the address already has one.</summary>
    /// <returns>Whether it was added.</returns>
    internal async Task<bool> TryAddAsync(Suppression suppression, CancellationToken cancellationToken) =>
        await _table.TryInsertAsync(ToEntity(suppression), cancellationToken) is not null;

    /// <summary>Deletes an entry by its key.</summary>
    /// <returns>Whether there was one.</returns>
    internal async Task<bool> TryDeleteAsync(string tenant, string key, CancellationToken cancellationToken)
    {
        var response = await _table.DeleteEntityAsync(tenant, key, cancellationToken: cancellationToken);
        return response.Status != (int)HttpStatusCode.NotFound;
    }

    /// <summary>Reads the keys of a tenant's entries page by page, each page with the time on the server.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="changedSince">Only entries written since this time by the server's clock; null for all.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    internal IAsyncEnumerable<(IEnumerable<string> Keys, DateTimeOffset? ServerTime)> ReadKeysAsync(
        string tenant, DateTimeOffset? changedSince, CancellationToken cancellationToken)
    {
        var filter = changedSince is { } since
            ? TableClient.CreateQueryFilter($"PartitionKey eq {tenant} and Timestamp ge {since}")
            : TableClient.CreateQueryFilter($"PartitionKey eq {tenant}");
        return _table.QueryAsync<TableEntity>(filter, select: ["RowKey"], cancellationToken: cancellationToken)
            .AsPages()
            .Select(page => (page.Values.Select(row => row.RowKey), page.GetRawResponse().Headers.Date));
    }

    private async Task<RowPage<Suppression>> ListBeforeAsync(SuppressionQuery query, SuppressionId before, CancellationToken cancellationToken)
    {
        var reading = new BackwardReading<Suppression>(query.Limit)
        {
            Read = async (start, end, most) =>
            {
                var rows = await _table.QueryAsync<TableEntity>(Filter(query.Tenant, start, end), cancellationToken: cancellationToken).Take(most + 1).ToListAsync(cancellationToken);
                return rows.Count > most ? null : rows.ConvertAll(FromEntity);
            },
            Matches = query.Matches,
        };

        // Row keys are evenly distributed hashes: in a list of a million, a range of this width has about fifteen.
        return await reading.BeforeAsync(before.Start, UInt128.One << 112);
    }

    private static string Filter(string tenant, UInt128 start, UInt128? end) =>
        $"{TableClient.CreateQueryFilter($"PartitionKey eq {tenant}")} and {SuppressionId.Between(start, end)}";

    private static TableEntity ToEntity(Suppression suppression)
    {
        var entity = new TableEntity(suppression.Tenant, suppression.Key)
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

    internal static Suppression FromEntity(TableEntity row) => new(
        row.PartitionKey,
        row.GetString("Address"),
        EnumNames.Find<SuppressionReason>(row.GetString("Reason")) ?? throw new InvalidDataException($"The suppression {row.RowKey} has the unknown reason '{row.GetString("Reason")}'."),
        row.GetDateTimeOffset("CreatedAt") ?? default)
    {
        Key = row.RowKey,
        Detail = row.GetString("Detail"),
        EmailId = row.GetString("EmailId"),
    };
}

/// <summary>A query for a tenant's entries. They are sorted by key: an arbitrary order, but the same on every page.</summary>
public sealed record SuppressionQuery(string Tenant)
{
    /// <summary>The default page size.</summary>
    public const int DefaultLimit = 20;

    /// <summary>The maximum page size.</summary>
    public const int MaxLimit = 100;

    /// <summary>Returns the entries after this one, which may have been removed since; null starts at the beginning.</summary>
    public SuppressionId? After { get; init; }

    /// <summary>Returns the entries nearest before this one; cannot be combined with <see cref="After"/>.</summary>
    public SuppressionId? Before { get; init; }

    public SuppressionReason? Reason { get; init; }

    /// <summary>The page size.</summary>
    public int Limit { get; init; } = DefaultLimit;

    public string? Address { get; init; }

    // The reason is not part of the key, so it is filtered here.
    internal bool Matches(Suppression suppression) => Reason is null || suppression.Reason == Reason;
}
