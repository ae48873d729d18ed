using System.Net;
using Azure.Data.Tables;
using EmailDispatch.Naming;
using EmailDispatch.Storage;

namespace EmailDispatch.Suppressions;

/// <summary>
/// The table <c>Suppressions</c>: PK is the tenant, RK a hash of the address (<see cref="SuppressionKey"/>). An entry is written once and
/// then stays as it is: adding the address again changes nothing.
/// </summary>
public sealed class SuppressionStore(TableServiceClient tables)
{
    /// <summary>The table's name.</summary>
    public const string TableName = "Suppressions";

    private readonly TableClient _table = tables.GetTableClient(TableName);

    /// <summary>A page of a tenant's list.</summary>
    public async Task<RowPage<Suppression>> ListAsync(SuppressionQuery query, CancellationToken cancellationToken)
    {
        if (query.Address is { } address)
        {
            var one = await ReadAsync(query.Tenant, address, cancellationToken);
            return new RowPage<Suppression>(one is not null && query.Matches(one) ? [one] : [], Next: null);
        }

        if (query.Before is { } before)
            return await ListBeforeAsync(query, before, cancellationToken);
        if (query.After is { End: null })
            return new RowPage<Suppression>([], Next: null);

        var perPage = query.Reason is null ? query.Limit + 1 : (int?)null;
        var rows = _table.QueryAsync<TableEntity>(Filter(query.Tenant, query.After?.End ?? 0, end: null), perPage, cancellationToken: cancellationToken);
        return await RowPage<Suppression>.ReadAsync(rows.Select(FromEntity), query.Matches, query.Limit);
    }

    /// <summary>The entry of an id; null if none has it.</summary>
    public async Task<Suppression?> ReadAsync(string tenant, SuppressionId id, CancellationToken cancellationToken)
    {
        var row = await _table.QueryAsync<TableEntity>(Filter(tenant, id.Start, id.End), maxPerPage: 1, cancellationToken: cancellationToken).FirstOrDefaultAsync(cancellationToken);
        return row is null ? null : FromEntity(row);
    }

    /// <summary>The entry of an address; null if it is not on the list.</summary>
    public async Task<Suppression?> ReadAsync(string tenant, string address, CancellationToken cancellationToken) =>
        await _table.FindAsync(tenant, SuppressionKey.Of(address), cancellationToken) is { } row ? FromEntity(row) : null;

    /// <summary>Writes an entry if the address has none.</summary>
    /// <returns>Whether it had none.</returns>
    internal async Task<bool> TryAddAsync(Suppression suppression, CancellationToken cancellationToken) =>
        await _table.TryInsertAsync(ToEntity(suppression), cancellationToken) is not null;

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

        // Keys are evenly spread hashes: of a list of a million, this width has fifteen.
        return await reading.BeforeAsync(before.Start, UInt128.One << 112);
    }

    private static string Filter(string tenant, UInt128 start, UInt128? end) =>
        $"{TableClient.CreateQueryFilter($"PartitionKey eq {tenant}")} and {SuppressionId.Between(start, end)}";

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
        EnumNames.Find<SuppressionReason>(row.GetString("Reason")) ?? throw new InvalidDataException($"The suppression {row.RowKey} has the unknown reason '{row.GetString("Reason")}'."),
        row.GetDateTimeOffset("CreatedAt") ?? default)
    {
        Id = SuppressionId.OfKey(row.RowKey),
        Detail = row.GetString("Detail"),
        EmailId = row.GetString("EmailId"),
    };
}

/// <summary>Which addresses of a tenant's list to show. They are in the order of their keys: arbitrary, but the same on every page.</summary>
/// <param name="Tenant">Whose.</param>
public sealed record SuppressionQuery(string Tenant)
{
    /// <summary>The default number of addresses of a page.</summary>
    public const int DefaultLimit = 20;

    /// <summary>The largest number of addresses of a page.</summary>
    public const int MaxLimit = 100;

    /// <summary>Only what follows this entry, which may have been removed since; null from the beginning.</summary>
    public SuppressionId? After { get; init; }

    /// <summary>Only the entries nearest before this one; not together with <see cref="After"/>.</summary>
    public SuppressionId? Before { get; init; }

    /// <summary>Only addresses that are on the list for this reason.</summary>
    public SuppressionReason? Reason { get; init; }

    /// <summary>How many at most.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Only this address.</summary>
    public string? Address { get; init; }

    // The reason is in no key.
    internal bool Matches(Suppression suppression) => Reason is null || suppression.Reason == Reason;
}
