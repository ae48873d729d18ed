using Azure.Data.Tables;

namespace EmailDispatch.Providers.State;

/// <summary>Shows operators the state of the providers, as all instances share it.</summary>
public sealed class ProviderSnapshots(ProviderStateTable table, TimeProvider time)
{
    /// <summary>Reads the state of providers, in one query, in the order given.</summary>
    /// <exception cref="ProviderStateUnavailableException">Storage failed.</exception>
    public async Task<IReadOnlyList<ProviderSnapshot>> ReadAsync(
        IEnumerable<(string Provider, ProviderLimits Limits)> providers, CancellationToken cancellationToken)
    {
        var rows = (await table.ReadAllAsync(key: null, cancellationToken)).ToDictionary(row => (row.PartitionKey, row.RowKey));
        var now = time.GetUtcNow();
        return [.. providers.Select(p => Show(p.Provider, p.Limits, key => rows.GetValueOrDefault((p.Provider, key)), now))];
    }

    private static ProviderSnapshot Show(string provider, ProviderLimits limits, Func<string, TableEntity?> find, DateTimeOffset now)
    {
        var breaker = BreakerRow.Read(find(ProviderStateTable.BreakerKey));
        var isUsed = breaker.LetsAllPass(now);
        return new ProviderSnapshot
        {
            Provider = provider,
            State = isUsed ? BreakerState.Closed : breaker.AwaitsProbe(now) ? BreakerState.HalfOpen : breaker.State,
            Reason = isUsed ? null : breaker.Reason,
            Since = breaker is { State: BreakerState.Open } && isUsed ? breaker.Until : breaker.Since,
            Until = isUsed ? null : breaker.Until,
            LastFailure = breaker.Failure,
            Quotas = [.. Enum.GetValues<QuotaPeriod>().Where(p => limits.Of(p) is not null).Select(p => Left(p, limits.Of(p)!.Value, find, now))],
        };
    }

    private static QuotaLeft Left(QuotaPeriod period, int limit, Func<string, TableEntity?> find, DateTimeOffset now)
    {
        if (period == QuotaPeriod.Second)
            return new QuotaLeft(period, limit, null, null);

        var window = CountedQuota.WindowOf(period, now);
        var used = CountedQuota.UsedIn(find(ProviderStateTable.KeyOf(period)), window);
        return new QuotaLeft(period, limit, Math.Max(0, limit - used), window + CountedQuota.LengthOf(period));
    }
}
