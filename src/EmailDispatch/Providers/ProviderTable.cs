using System.Text.Json;
using Azure.Data.Tables;
using EmailDispatch.Storage;

namespace EmailDispatch.Providers;

/// <summary>
/// The table <c>Providers</c>: the providers that were added through the API. They are one partition, so that one query reads all and a name exists
/// only once; RK is the name. It never contains a password.
/// </summary>
public sealed class ProviderTable(TableServiceClient tables)
{
    public const string TableName = "Providers";

    /// <summary>The most providers that one tenant, or the operator, can add.</summary>
    public const int MaxPerTenant = 100;

    private const string Partition = "provider";

    private readonly TableClient _table = tables.GetTableClient(TableName);

    /// <summary>Reads all providers, including removed ones.</summary>
    internal async Task<IReadOnlyList<ManagedProvider>> ReadAllAsync(CancellationToken cancellationToken) =>
        await _table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken: cancellationToken).Select(FromEntity).ToListAsync(cancellationToken);

    /// <summary>Finds a provider, even a removed one.</summary>
    internal async Task<ManagedProvider?> FindAsync(string name, CancellationToken cancellationToken) =>
        IsKey(name) && await _table.FindAsync(Partition, name, cancellationToken) is { } row ? FromEntity(row) : null;

    /// <returns>False if the name exists.</returns>
    internal async Task<bool> TryAddAsync(ManagedProvider provider, CancellationToken cancellationToken) =>
        await _table.TryInsertAsync(ToEntity(provider), cancellationToken) is not null;

    /// <returns>False if it was changed since it was read.</returns>
    internal async Task<bool> TryReplaceAsync(ManagedProvider provider, CancellationToken cancellationToken) =>
        await _table.TryUpdateAsync(ToEntity(provider), provider.ETag, TableUpdateMode.Replace, cancellationToken) is not null;

    internal Task<bool> TryDeleteAsync(ManagedProvider provider, CancellationToken cancellationToken) =>
        _table.TryDeleteAsync(Partition, provider.Name, provider.ETag, cancellationToken);

    // Other names come only from URLs, and some characters are not allowed in keys.
    private static bool IsKey(string name) => name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static TableEntity ToEntity(ManagedProvider provider) => new(Partition, provider.Name)
    {
        ["Tenant"] = provider.Tenant,
        ["Settings"] = JsonSerializer.Serialize(provider.Settings.ToDictionary(), ProviderJson.Relaxed.DictionaryStringString),
        ["Secret"] = provider.Secret,
        ["OldSecrets"] = string.Join(',', provider.OldSecrets),
        ["ChangedAt"] = provider.ChangedAt,
        ["DrainedSince"] = provider.DrainedSince,
        ["IsRemoved"] = provider.IsRemoved,
    };

    private static ManagedProvider FromEntity(TableEntity row) => new()
    {
        Name = row.RowKey,
        Tenant = row.GetString("Tenant") ?? "",
        Settings = ReadSettings(row.GetString("Settings")),
        Secret = row.GetString("Secret") ?? "",
        OldSecrets = (row.GetString("OldSecrets") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries),
        ChangedAt = row.GetDateTimeOffset("ChangedAt") ?? default,
        DrainedSince = row.GetDateTimeOffset("DrainedSince"),
        IsRemoved = row.GetBoolean("IsRemoved") ?? false,
        ETag = row.ETag,
    };

    // One unreadable row must not hide the others: without a host it is reported and not used.
    private static Dictionary<string, string> ReadSettings(string? json)
    {
        try
        {
            return json is null ? [] : JsonSerializer.Deserialize(json, ProviderJson.Relaxed.DictionaryStringString) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
