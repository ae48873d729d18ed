using EmailDispatch.Access;
using EmailDispatch.Domains;
using EmailDispatch.Endpoints;
using EmailDispatch.Providers;
using EmailDispatch.Providers.State;
using EmailDispatch.Senders;
using EmailDispatch.Status;

namespace EmailDispatch.Operations.Problems;

/// <summary>
/// Reads what is true now for the tenant of an API key, as far as the key may see it. The parts are read at the same time; one that does not answer
/// is named and hides no other.
/// </summary>
public sealed class OverviewReader(
    RecentEmails recent, ProviderCatalogue catalogue, ProviderSnapshots snapshots, OpenHours openHours, DispatcherWatch watch, EndpointTable webhooks, DomainTable domains,
    SenderQuotas quotas, TimeProvider time)
{
    // A storage client would retry for minutes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<Overview> ReadAsync(ApiKey key, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var (tenant, now) = (key.Tenant, time.GetUtcNow());
        var admin = key.Allows(Scopes.Admin) ? null : "needs an API key with the scope admin";
        var parts = new OverviewParts(end.Token, cancellationToken);

        var emails = parts.TryAsync("recent emails", denied: null, token => recent.ReadAsync(tenant, token));
        var stale = parts.TryAsync("overdue emails", denied: null, token => openHours.ReadAsync(tenant, token).Select(hour => hour.Stale).SumAsync(token).AsTask());
        var providers = parts.TryAsync("state of the providers", admin, token => ReadProvidersAsync(tenant, token));
        var endpoints = parts.TryAsync("webhooks", admin, token => webhooks.ListAsync(tenant, token));
        var names = parts.TryAsync("domains", admin, token => domains.ListAsync(tenant, token));
        var sending = parts.TryAsync("sending quotas", denied: null, token => quotas.ReadAsync(tenant, token));
        var queues = parts.TryAsync("queues", key.IsOperator ? null : "needs the operator's key", watch.ReadAsync);
        await Task.WhenAll(emails, stale, providers, endpoints, names, sending, queues);

        var (figures, states, queued) = (await emails, await providers, await queues);
        IEnumerable<Problem> found =
        [
            .. figures is null ? [] : EmailProblems.Find(figures, now),
            .. states is not null ? ProviderProblems.Find(states, figures, key.IsOperator) : figures is null ? [] : ProviderProblems.Find(figures),
            .. queued is null ? [] : DispatcherProblems.Find(queued, now),
            .. DispatcherProblems.FindStale(queued?.Stale ?? await stale, queued is null ? "this tenant" : "all tenants"),
            .. DispatcherProblems.Find(await sending ?? []),
            .. DispatcherProblems.Find(await endpoints ?? []),
            .. DispatcherProblems.Find(await names ?? []),
        ];
        return new Overview(now, [.. found.OrderBy(problem => problem.Severity).ThenBy(problem => problem.Kind)], parts.Unread, figures, await sending);
    }

    private async Task<IReadOnlyList<ProviderState>> ReadProvidersAsync(string tenant, CancellationToken cancellationToken)
    {
        var own = catalogue.ByPriority.Where(p => p.TakesEmails && (p.Tenants.Count == 0 || p.Tenants.Contains(tenant))).ToList();
        var states = await snapshots.ReadAsync(own.Select(p => (p.Name, ProviderLimits.Of(p, time.GetUtcNow()))), cancellationToken);
        return [.. own.Zip(states, (provider, state) => new ProviderState(provider, state))];
    }
}
