using Azure;
using Azure.Data.Tables;
using EmailDispatch.Storage;

namespace EmailDispatch.Endpoints;

/// <summary>The table <c>Webhooks</c>: PK is the tenant, RK the id of an endpoint. It has nothing else, so it is small.</summary>
public sealed class EndpointTable(TableServiceClient tables)
{
    /// <summary>The table's name.</summary>
    public const string TableName = "Webhooks";

    /// <summary>The most endpoints of a tenant: each event is stored and posted for each.</summary>
    public const int MaxPerTenant = 10;

    private readonly TableClient _table = tables.GetTableClient(TableName);

    /// <summary>Every endpoint of every tenant.</summary>
    internal async Task<IReadOnlyList<WebhookEndpoint>> ReadAllAsync(CancellationToken cancellationToken) =>
        await _table.QueryAsync<TableEntity>(cancellationToken: cancellationToken).Select(FromEntity).ToListAsync(cancellationToken);

    /// <summary>The endpoints of a tenant, oldest first.</summary>
    internal async Task<IReadOnlyList<WebhookEndpoint>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        var rows = await _table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {tenant}"), cancellationToken: cancellationToken).ToListAsync(cancellationToken);
        return [.. rows.Select(FromEntity).Where(e => !e.IsDeleted).OrderBy(e => e.CreatedAt).ThenBy(e => e.Id, StringComparer.Ordinal)];
    }

    /// <summary>An endpoint of a tenant; null where it has none of this id.</summary>
    internal async Task<WebhookEndpoint?> FindAsync(string tenant, string id, CancellationToken cancellationToken) =>
        Guid.TryParseExact(id, "D", out var uuid) && await _table.FindAsync(tenant, uuid.ToString("D"), cancellationToken) is { } row && FromEntity(row) is { IsDeleted: false } found ? found : null;

    /// <summary>Writes an endpoint that is new.</summary>
    internal Task AddAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken) => _table.AddEntityAsync(ToEntity(endpoint), cancellationToken);

    /// <summary>Writes an endpoint as it is now, where nobody has changed or removed it since it was read.</summary>
    /// <returns>Whether it was written.</returns>
    internal async Task<bool> TryReplaceAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken) =>
        await _table.TryUpdateAsync(ToEntity(endpoint), endpoint.ETag, TableUpdateMode.Replace, cancellationToken) is not null;

    /// <summary>Removes the row of an endpoint.</summary>
    internal Task DeleteAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(endpoint.Tenant, endpoint.Id, ETag.All, cancellationToken);

    private static TableEntity ToEntity(WebhookEndpoint endpoint) => new(endpoint.Tenant, endpoint.Id)
    {
        ["Url"] = endpoint.Url,
        ["Events"] = string.Join(',', endpoint.Events),
        ["IsEnabled"] = endpoint.IsEnabled,
        ["DisabledReason"] = endpoint.DisabledReason,
        ["DisabledAt"] = endpoint.DisabledAt,
        ["CreatedAt"] = endpoint.CreatedAt,
        ["Rotations"] = endpoint.Rotations,
        ["RotatedAt"] = endpoint.RotatedAt,
        ["IsDeleted"] = endpoint.IsDeleted,
    };

    private static WebhookEndpoint FromEntity(TableEntity row) => new()
    {
        Id = row.RowKey,
        Tenant = row.PartitionKey,
        Url = row.GetString("Url") ?? "",
        Events = (row.GetString("Events") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries),
        IsEnabled = row.GetBoolean("IsEnabled") ?? false,
        DisabledReason = row.GetString("DisabledReason"),
        DisabledAt = row.GetDateTimeOffset("DisabledAt"),
        CreatedAt = row.GetDateTimeOffset("CreatedAt") ?? default,
        Rotations = row.GetInt32("Rotations") ?? 0,
        RotatedAt = row.GetDateTimeOffset("RotatedAt"),
        IsDeleted = row.GetBoolean("IsDeleted") ?? false,
        ETag = row.ETag,
    };
}
