using EmailDispatch.Providers;
using EmailDispatch.Providers.State;

namespace EmailDispatch.Operations.Problems;

/// <summary>An enabled provider of a tenant and its state.</summary>
internal sealed record ProviderState(ProviderOptions Options, ProviderSnapshot Snapshot)
{
    public QuotaLeft? UsedUp => Snapshot.Quotas.Where(quota => quota.Left == 0).MaxBy(quota => quota.ResetsAt);

    public bool IsPaused => Snapshot.State != BreakerState.Closed;
}
