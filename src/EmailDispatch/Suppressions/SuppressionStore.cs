using System.Net;
using Azure;
using Azure.Data.Tables;
using EmailDispatch.Storage;

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

    /// <summary>How many rows are looked at for one page of a list.</summary>
    public const int MaxLookedAt = 5_000;

    /// <summary>
    /// A page of a tenant's list. The reason is in no key, so rows are looked through for it: some <see cref="MaxLookedAt"/> for one page, which
    /// may therefore have fewer rows than asked for, or none, and yet not be the last.
    /// </summary>
    public async Task<SuppressionPage> ListAsync(SuppressionQuery query, CancellationToken cancellationToken)
    {
        if (query.Address is { } address)
        {
            var one = await ReadAsync(query.Tenant, address, cancellationToken);
            return new SuppressionPage(one is not null && Matches(query, one) ? [one] : [], HasMore: false);
        }

        if (query.Before is { } before)
            return await ListBeforeAsync(query, before, cancellationToken);
        if (query.After is { End: null })
            return new SuppressionPage([], HasMore: false);

        var (found, lookedAt, last) = (new List<Suppression>(), 0, (Suppression?)null);
        var perPage = query.Reason is null ? query.Limit + 1 : (int?)null;
        await foreach (var row in _table.QueryAsync<TableEntity>(Filter(query.Tenant, query.After?.End ?? 0, end: null), perPage, cancellationToken: cancellationToken))
        {
            if (lookedAt == MaxLookedAt)
                return new SuppressionPage(found, HasMore: true) { Next = last!.Id };

            var suppression = FromEntity(row);
            if (Matches(query, suppression))
            {
                if (found.Count == query.Limit)
                    return new SuppressionPage(found, HasMore: true) { Next = found[^1].Id };
                found.Add(suppression);
            }

            (last, lookedAt) = (suppression, lookedAt + 1);
        }

        return new SuppressionPage(found, HasMore: false);
    }

    /// <summary>The entry of an id; null where none has it.</summary>
    public async Task<Suppression?> ReadAsync(string tenant, SuppressionId id, CancellationToken cancellationToken)
    {
        var row = await _table.QueryAsync<TableEntity>(Filter(tenant, id.Start, id.End), maxPerPage: 1, cancellationToken: cancellationToken).FirstOrDefaultAsync(cancellationToken);
        return row is null ? null : FromEntity(row);
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

    private async Task<SuppressionPage> ListBeforeAsync(SuppressionQuery query, SuppressionId before, CancellationToken cancellationToken)
    {
        var reading = new BackwardReading<Suppression>(query.Limit, MaxLookedAt)
        {
            Read = async (start, end, most) =>
            {
                var rows = await _table.QueryAsync<TableEntity>(Filter(query.Tenant, start, end), cancellationToken: cancellationToken).Take(most + 1).ToListAsync(cancellationToken);
                return rows.Count > most ? null : rows.ConvertAll(FromEntity);
            },
            Matches = suppression => Matches(query, suppression),
        };

        // Keys are hashes, evenly spread: of a list of a million this width has fifteen.
        var (found, next) = await reading.BeforeAsync(before.Start, UInt128.One << 112);
        return new SuppressionPage(found, next is not null) { Next = next?.Id };
    }

    private static bool Matches(SuppressionQuery query, Suppression suppression) => query.Reason is null || suppression.Reason == query.Reason;

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
        SuppressionReasonNames.Find(row.GetString("Reason")) ?? throw new InvalidDataException($"The suppression {row.RowKey} has the unknown reason '{row.GetString("Reason")}'."),
        row.GetDateTimeOffset("CreatedAt") ?? default)
    {
        Id = SuppressionId.OfKey(row.RowKey),
        Detail = row.GetString("Detail"),
        EmailId = row.GetString("EmailId"),
    };
}

/// <summary>One page of a do-not-send list.</summary>
/// <param name="Suppressions">The addresses, in the order of their keys: arbitrary, but the same on every page.</param>
/// <param name="HasMore">Whether there are further ones, or may be.</param>
public sealed record SuppressionPage(IReadOnlyList<Suppression> Suppressions, bool HasMore)
{
    /// <summary>After which, or before which, to go on; null where there is nothing more. Not an entry of the page, where more were looked at than were found.</summary>
    public SuppressionId? Next { get; init; }
}
