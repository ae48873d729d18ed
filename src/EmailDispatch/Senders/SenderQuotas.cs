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

    /// <summary>Reads quotas of which the warning share is used. Without quotas it costs nothing.</summary>
    public async Task<IReadOnlyList<QuotaWarning>> FindWarningsAsync(CancellationToken cancellationToken)
    {
        if (_quotas.Count == 0)
            return [];

        var today = DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);
        var rows = await _table.QueryAsync<TableEntity>(cancellationToken: cancellationToken).ToDictionaryAsync(row => (row.PartitionKey, row.RowKey), QuotaUse.Of, cancellationToken: cancellationToken);
        return
        [
            .. from quota in _quotas
               let rule = quota.Rule
               let used = rows.GetValueOrDefault((rule.Tenant, SenderQuota.KeyOf(rule))).On(today)
               from warning in (QuotaWarning[])[new(rule, "day", used.OfDay, rule.PerDay, used.Ends.Day), new(rule, "month", used.OfMonth, rule.PerMonth, used.Ends.Month)]
               where warning.Used >= warning.Limit * SenderQuota.WarningShare
               select warning,
        ];
    }
}

/// <summary>A quota of which most is used.</summary>
public sealed record QuotaWarning(SenderRule Rule, string Period, int Used, int? Limit, DateTimeOffset ResetsAt);
