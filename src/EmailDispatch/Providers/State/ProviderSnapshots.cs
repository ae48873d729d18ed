using Azure.Data.Tables;

namespace EmailDispatch.Providers.State;

/// <summary>Shows operators the state of the providers, as shared by all instances.</summary>
public sealed class ProviderSnapshots(ProviderStateTable table, TimeProvider time)
{
    /// <summary>Reads the state of the providers in one query, in the given order.</summary>
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
            LastTest = LastTest.Read(find(LastTest.Key)),
            Quotas = [.. Enum.GetValues<QuotaPeriod>().Where(p => limits.Of(p) is not null).Select(p => Left(p, limits.Of(p)!.Value, find, now))],
        };
    }

    private static QuotaLeft Left(QuotaPeriod period, int limit, Func<string, TableEntity?> find, DateTimeOffset now)
    {
        if (period == QuotaPeriod.Second)
            return new QuotaLeft(period, limit, null, null);

        var window = CountedQuota.WindowOf(period, now);
        var row = find(ProviderStateTable.KeyOf(period));
        var used = CountedQuota.UsedIn(row, window);
        var resetsAt = window + CountedQuota.LengthOf(period);
        return new QuotaLeft(period, limit, Math.Max(0, limit - used), resetsAt) { ExhaustedAt = QuotaPace.Estimate(row, window, resetsAt, used, limit, now) };
    }
}

/// <summary>The state of a provider, for operators.</summary>
public sealed record ProviderSnapshot
{
    public required string Provider { get; init; }

    public required BreakerState State { get; init; }

    /// <summary>Why it is paused; null while it is used.</summary>
    public FailureWeight? Reason { get; init; }

    /// <summary>Since when it is used or paused; null if it was never paused.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When the pause ends; null while it is used.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The failure that last opened the breaker; kept after it has closed.</summary>
    public LastFailure? LastFailure { get; init; }

    /// <summary>The last connection test; null if there was none.</summary>
    public LastTest? LastTest { get; init; }

    /// <summary>What is left of its limited quotas.</summary>
    public required IReadOnlyList<QuotaLeft> Quotas { get; init; }
}

/// <summary>
/// What is left of a quota. <c>Left</c> is what no instance has leased yet; an instance may hold a few unused permits. It is null for the second,
/// which passes at once, as is <c>ResetsAt</c>, the end of the window.
/// </summary>
public sealed record QuotaLeft(QuotaPeriod Period, int Limit, int? Left, DateTimeOffset? ResetsAt)
{
    /// <summary>When nothing will be left at the current rate, an estimate (<see cref="QuotaPace"/>); null if that is not before <see cref="ResetsAt"/>.</summary>
    public DateTimeOffset? ExhaustedAt { get; init; }
}
