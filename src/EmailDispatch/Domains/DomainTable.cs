using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using EmailDispatch.Naming;
using EmailDispatch.Storage;

namespace EmailDispatch.Domains;

/// <summary>
/// The table <c>Domains</c>: PK is the tenant, RK the id, which is derived from tenant and name. A tenant has at most <see cref="MaxPerTenant"/>.
/// </summary>
public sealed class DomainTable(TableServiceClient tables)
{
    public const string TableName = "Domains";

    /// <summary>The maximum number of domains per tenant: each is checked every day.</summary>
    public const int MaxPerTenant = 200;

    private readonly TableClient _table = tables.GetTableClient(TableName);

    /// <returns>False if it already exists.</returns>
    internal async Task<bool> TryAddAsync(MailDomain domain, CancellationToken cancellationToken) =>
        await _table.TryInsertAsync(ToEntity(domain), cancellationToken) is not null;

    internal async Task<IReadOnlyList<MailDomain>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        var rows = await _table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {tenant}"), cancellationToken: cancellationToken).ToListAsync(cancellationToken);
        return [.. rows.Select(FromEntity).OrderBy(domain => domain.Name, StringComparer.Ordinal)];
    }

    /// <summary>The domains of all tenants, without settings and records because there may be many.</summary>
    internal IAsyncEnumerable<DomainKey> ListKeysAsync(CancellationToken cancellationToken) =>
        _table.QueryAsync<TableEntity>(select: ["PartitionKey", "RowKey", "CheckedAt", "State", "IsSigned"], cancellationToken: cancellationToken).Select(row => new DomainKey(
            row.PartitionKey, row.RowKey, row.GetDateTimeOffset("CheckedAt"), EnumNames.Find<DomainState>(row.GetString("State")) ?? DomainState.Pending, row.GetBoolean("IsSigned") ?? false));

    internal async Task<MailDomain?> FindAsync(string tenant, string id, CancellationToken cancellationToken) =>
        DomainId.Normalise(id) is { } key && await _table.FindAsync(tenant, key, cancellationToken) is { } row ? FromEntity(row) : null;

    /// <summary>Writes a domain unless it was changed or removed since it was read.</summary>
    internal async Task<bool> TryReplaceAsync(MailDomain domain, CancellationToken cancellationToken) =>
        await _table.TryUpdateAsync(ToEntity(domain), new ETag(domain.ETag!), TableUpdateMode.Replace, cancellationToken) is not null;

    /// <summary>Removes a domain unless it was changed or removed since it was read.</summary>
    internal Task<bool> TryDeleteAsync(MailDomain domain, CancellationToken cancellationToken) =>
        _table.TryDeleteAsync(domain.Tenant, domain.Id, new ETag(domain.ETag!), cancellationToken);

    internal static TableEntity ToEntity(MailDomain domain) => new(domain.Tenant, domain.Id)
    {
        ["Name"] = domain.Name,
        ["CreatedAt"] = domain.CreatedAt,
        ["CustomReturnPath"] = domain.CustomReturnPath,
        ["BimiLogo"] = domain.BimiLogo,
        ["Providers"] = JsonSerializer.Serialize(domain.Providers.ToDictionary(), DomainJson.Relaxed.DictionaryStringDomainProvider),
        ["Keys"] = domain.Keys.Count > 0 ? JsonSerializer.Serialize(domain.Keys, DomainJson.Relaxed.IReadOnlyListOwnKey) : null,
        ["IsSigned"] = domain.Keys.Count > 0,
        ["Result"] = domain.Result is { } result ? JsonSerializer.Serialize(result, DomainJson.Relaxed.DomainResult) : null,
        ["CheckedAt"] = domain.Result?.CheckedAt,
        ["State"] = domain.State.ToName(),
        ["VerifiedAt"] = domain.VerifiedAt,
        ["IsTrusted"] = domain.IsTrusted,
    };

    // A result that another version wrote and this one cannot read is replaced by the next check.
    private static DomainResult? ReadResult(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize(json, DomainJson.Relaxed.DomainResult);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static MailDomain FromEntity(TableEntity row) => new()
    {
        Id = row.RowKey,
        Tenant = row.PartitionKey,
        Name = row.GetString("Name") ?? throw new InvalidDataException($"The row of the domain {row.RowKey} has no name."),
        CreatedAt = row.GetDateTimeOffset("CreatedAt") ?? default,
        CustomReturnPath = row.GetString("CustomReturnPath"),
        BimiLogo = row.GetString("BimiLogo"),
        Providers = row.GetString("Providers") is { } providers ? JsonSerializer.Deserialize(providers, DomainJson.Relaxed.DictionaryStringDomainProvider)! : [],
        Keys = row.GetString("Keys") is { } keys ? JsonSerializer.Deserialize(keys, DomainJson.Relaxed.IReadOnlyListOwnKey)! : [],
        Result = ReadResult(row.GetString("Result")),
        VerifiedAt = row.GetDateTimeOffset("VerifiedAt"),
        IsTrusted = row.GetBoolean("IsTrusted") ?? false,
        ETag = row.ETag.ToString(),
    };
}

/// <summary>A domain and the state of its last check.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Id">The id.</param>
/// <param name="CheckedAt">The time of the last check; null if never.</param>
/// <param name="State">The state at that time.</param>
/// <param name="IsSigned">Whether it has DKIM keys created here.</param>
internal sealed record DomainKey(string Tenant, string Id, DateTimeOffset? CheckedAt, DomainState State, bool IsSigned = false);
