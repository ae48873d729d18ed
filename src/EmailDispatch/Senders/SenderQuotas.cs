using Azure.Data.Tables;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Senders;

/// <summary>Counts the emails of tenants and keys that have a quota (<see cref="SenderQuota"/>), in the table <c>SenderQuotas</c>: PK is the tenant.</summary>
public sealed class SenderQuotas
{
    public const string TableName = "SenderQuotas";

    private readonly TableClient _table;
    private readonly TimeProvider _time;
    private readonly List<SenderQuota> _quotas;

    public SenderQuotas(SenderRules rules, TableServiceClient tables, TimeProvider time, ILogger<SenderQuotas> logger)
    {
        (_table, _time) = (tables.GetTableClient(TableName), time);
        _quotas = [.. rules.WithQuota.Select(rule => new SenderQuota(rule, _table, time, logger))];
    }

    /// <summary>Counts emails, does something, and forgets them again if that fails or accepts none.</summary>
    /// <exception cref="QuotaExceededException">A quota has fewer left; nothing was done.</exception>
    public async Task<T> CountAsync<T>(string tenant, string? key, int count, Func<Task<T>> acceptAsync, Func<T, bool> isAccepted)
    {
        var taken = new List<SenderQuota>();
        var accepted = false;
        try
        {
            foreach (var quota in _quotas.Where(quota => quota.Rule.IsFor(tenant, key)))
            {
                await quota.TakeAsync(count);
                taken.Add(quota);
            }

            var result = await acceptAsync();
            accepted = isAccepted(result);
            return result;
        }
        finally
        {
            if (!accepted)
                taken.ForEach(quota => quota.Return(count));
        }
    }

    /// <summary>Stores what is counted, before the process ends.</summary>
    public Task StopAsync() => Task.WhenAll(_quotas.Where(quota => quota.HasNews).Select(quota => quota.ShareInTimeAsync()));

    /// <summary>Reads quotas of which the warning share is used, of all tenants.</summary>
    public async Task<IReadOnlyList<QuotaState>> FindWarningsAsync(CancellationToken cancellationToken) =>
        [.. (await ReadAsync(tenant: null, cancellationToken)).Where(quota => quota.IsNearlyUsed)];

    /// <summary>Reads the quotas of a tenant and its keys, or of all tenants. Without quotas it costs nothing.</summary>
    public async Task<IReadOnlyList<QuotaState>> ReadAsync(string? tenant, CancellationToken cancellationToken)
    {
        var quotas = _quotas.Where(quota => tenant is null || quota.Rule.Tenant == tenant).ToList();
        if (quotas.Count == 0)
            return [];

        var today = DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);
        var filter = tenant is null ? null : TableClient.CreateQueryFilter($"PartitionKey eq {tenant}");
        var rows = await _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).ToDictionaryAsync(row => (row.PartitionKey, row.RowKey), QuotaUse.Of, cancellationToken: cancellationToken);
        return [.. quotas.SelectMany(quota => StatesOf(quota.Rule, rows.GetValueOrDefault((quota.Rule.Tenant, SenderQuota.KeyOf(quota.Rule))).On(today)))];
    }

    private static IEnumerable<QuotaState> StatesOf(SenderRule rule, QuotaUse used)
    {
        if (rule.PerDay is { } perDay)
            yield return new QuotaState(rule, "day", used.OfDay, perDay, used.Ends.Day);
        if (rule.PerMonth is { } perMonth)
            yield return new QuotaState(rule, "month", used.OfMonth, perMonth, used.Ends.Month);
    }
}

/// <summary>How much of a quota is used, as far as instances have shared it.</summary>
public sealed record QuotaState(SenderRule Rule, string Period, int Used, int Limit, DateTimeOffset ResetsAt)
{
    public int Left => Math.Max(0, Limit - Used);

    /// <summary>Whether so much is used that it is told.</summary>
    public bool IsNearlyUsed => Used >= Limit * SenderQuota.WarningShare;
}
