using Azure;
using Azure.Data.Tables;
using EmailDispatch.Storage;

namespace EmailDispatch.Endpoints;

/// <summary>The table <c>Webhooks</c>: PK = tenant, RK = endpoint id. It holds nothing else, so it is small.</summary>
public sealed class EndpointTable(TableServiceClient tables)
{
    public const string TableName = "Webhooks";

    /// <summary>The most endpoints per tenant; each event is stored and posted for each of them.</summary>
    public const int MaxPerTenant = 10;

    private readonly TableClient _table = tables.GetTableClient(TableName);

    /// <summary>Reads every endpoint of every tenant, including deleted ones.</summary>
    internal async Task<IReadOnlyList<WebhookEndpoint>> ReadAllAsync(CancellationToken cancellationToken) =>
        await _table.QueryAsync<TableEntity>(cancellationToken: cancellationToken).Select(FromEntity).ToListAsync(cancellationToken);

    /// <summary>Lists a tenant's endpoints, oldest first, without deleted ones.</summary>
    internal async Task<IReadOnlyList<WebhookEndpoint>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        var rows = await _table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {tenant}"), cancellationToken: cancellationToken).ToListAsync(cancellationToken);
        return [.. rows.Select(FromEntity).Where(e => !e.IsDeleted).OrderBy(e => e.CreatedAt).ThenBy(e => e.Id, StringComparer.Ordinal)];
    }

    /// <summary>Finds a tenant's endpoint; null if there is none with this id, or it is deleted.</summary>
    internal async Task<WebhookEndpoint?> FindAsync(string tenant, string id, CancellationToken cancellationToken) =>
        Guid.TryParseExact(id, "D", out var uuid) && await _table.FindAsync(tenant, uuid.ToString("D"), cancellationToken) is { } row && FromEntity(row) is { IsDeleted: false } found ? found : null;

    internal Task AddAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken) => _table.AddEntityAsync(ToEntity(endpoint), cancellationToken);

    /// <summary>Replaces an endpoint's row, unless it was changed or removed since it was read.</summary>
    internal async Task<bool> TryReplaceAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken) =>
        await _table.TryUpdateAsync(ToEntity(endpoint), endpoint.ETag, TableUpdateMode.Replace, cancellationToken) is not null;

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
