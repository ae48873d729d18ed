using Azure.Data.Tables;
using EmailDispatch.Emails;

namespace EmailDispatch.Access;

/// <summary>Maps keys to table rows. An unreadable row throws instead of yielding a key with fewer restrictions.</summary>
internal static class ApiKeyRow
{
    /// <summary>The row key; each partition has one row.</summary>
    public const string RowKey = "key";

    private const char Separator = ',';

    public static TableEntity ToEntity(ApiKey key, ApiKeyHash hash) => new(key.Id, RowKey)
    {
        ["Hash"] = hash.ToString(),
        ["Name"] = key.Name,
        ["Tenant"] = key.Tenant,
        ["Scopes"] = string.Join(Separator, key.Scopes.ToNames()),
        ["FromDomains"] = string.Join(Separator, key.FromDomains),
        ["DeliverOnlyTo"] = string.Join(Separator, key.Recipients.DeliverOnlyTo),
        ["RedirectTo"] = key.Recipients.RedirectTo,
        ["IpRanges"] = string.Join(Separator, key.IpRanges),
        ["RatePerSecond"] = key.RatePerSecond,
        ["ProviderHeaders"] = key.ProviderHeaders,
        ["CreatedAt"] = key.CreatedAt,
    };

    public static TableEntity ToUpdate(ApiKey key) => new(key.Id, RowKey)
    {
        ["Name"] = key.Name,
        ["Scopes"] = string.Join(Separator, key.Scopes.ToNames()),
    };

    public static TableEntity ToUse(string id, DateTimeOffset at) => new(id, RowKey) { ["LastUsedAt"] = at };

    public static ApiKeyHash HashOf(TableEntity row) => ApiKeyHash.Parse(Text(row, "Hash"));

    public static string TenantOf(TableEntity row) => Text(row, "Tenant");

    public static ApiKey FromEntity(TableEntity row) => new()
    {
        Id = row.PartitionKey,
        Name = Text(row, "Name"),
        Tenant = TenantOf(row),
        Scopes = List(row, "Scopes").Aggregate(Scopes.None, (scopes, name) => scopes | ScopeNames.Parse(name)),
        FromDomains = List(row, "FromDomains"),

        // Rows written by earlier releases lack these columns.
        Recipients = new RecipientRules { DeliverOnlyTo = row.ContainsKey("DeliverOnlyTo") ? List(row, "DeliverOnlyTo") : [], RedirectTo = row.GetString("RedirectTo") },
        IpRanges = [.. List(row, "IpRanges").Select(range => IpRange.TryParse(range, out var parsed, out _) ? parsed : throw Fault(row, "IpRanges"))],
        RatePerSecond = row.GetInt32("RatePerSecond"),
        ProviderHeaders = row.GetBoolean("ProviderHeaders"),
        CreatedAt = row.GetDateTimeOffset("CreatedAt") ?? throw Fault(row, "CreatedAt"),
        LastUsedAt = row.GetDateTimeOffset("LastUsedAt"),
    };

    private static string[] List(TableEntity row, string column) => Text(row, column).Split(Separator, StringSplitOptions.RemoveEmptyEntries);

    private static string Text(TableEntity row, string column) => row.GetString(column) ?? throw Fault(row, column);

    private static InvalidDataException Fault(TableEntity row, string column) => new($"The row of the API key {row.PartitionKey} has no usable {column}.");
}
