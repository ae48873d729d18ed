using System.Globalization;
using EmailDispatch.Access;
using EmailDispatch.Endpoints;
using EmailDispatch.Naming;
using EmailDispatch.Providers;
using EmailDispatch.Providers.State;

namespace EmailDispatch.Webhooks;

/// <summary>
/// Notifies the operator's webhooks when a provider is paused or resumed, and when 80 % of a quota is used. The events are derived from the state that all
/// instances share, and their ids from the times in it, so every check yields the same events. A pause that ended before a check is reported only by its end.
/// </summary>
public sealed class OperatorEvents(ProviderCatalogue catalogue, ProviderSnapshots snapshots, Deliveries deliveries, TimeProvider time)
{
    /// <summary>The used share of a quota at which a warning is sent.</summary>
    public const double WarningShare = 0.8;

    // Logs forget the ids of old events and would log them again; nobody needs these events any more.
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(1);
    private const int MaxRemembered = 10_000;

    private readonly HashSet<(string Endpoint, string Event)> _told = [];

    /// <summary>Checks the providers once.</summary>
    public async Task TellAsync(IReadOnlyList<WebhookEndpoint> enabled, CancellationToken cancellationToken)
    {
        var endpoints = enabled.Where(endpoint => endpoint.Tenant == ApiKey.DefaultTenant && (EventTypes.OfOperators.Any(endpoint.Wants) || endpoint.Wants(EventTypes.QuotaWarning))).ToList();
        if (endpoints.Count == 0)
            return;

        var states = await snapshots.ReadAsync(catalogue.All.Select(p => (p.Name, ProviderLimits.Of(p, time.GetUtcNow()))), cancellationToken);
        var events = states.SelectMany(EventsOf).Where(told => told.At + MaxAge > time.GetUtcNow()).ToList();
        if (_told.Count > MaxRemembered)
            _told.Clear();
        foreach (var endpoint in endpoints)
        {
            var news = events.Where(told => endpoint.Wants(told.Type) && told.At >= endpoint.CreatedAt && !_told.Contains((endpoint.Id, told.Id))).ToList();
            if (news.Count == 0)
                continue;

            await deliveries.Of(endpoint).AddAsync(news, cancellationToken);
            _told.UnionWith(news.Select(told => (endpoint.Id, told.Id)));
        }
    }

    private IEnumerable<LoggedEvent> EventsOf(ProviderSnapshot state)
    {
        if (state.Since is { } since)
        {
            var isUsed = state.State == BreakerState.Closed;
            yield return LoggedEvent.Of(isUsed ? EventTypes.ProviderResumed : EventTypes.ProviderPaused, state.Provider, since, since.UtcTicks.ToString(CultureInfo.InvariantCulture), data =>
            {
                data.WriteString("provider", state.Provider);
                if (!isUsed && state.Until is { } until)
                    data.WriteString("until", until.UtcDateTime);
                if (state.LastFailure is { } failure)
                    data.WriteString("category", failure.Category);
            });
        }

        foreach (var quota in state.Quotas)
        {
            // A minute's quota is meant to be used up in a burst.
            if (quota.Period == QuotaPeriod.Minute || quota is not { Left: { } left, ResetsAt: { } resetsAt } || left > quota.Limit * (1 - WarningShare))
                continue;

            // A warning has no timestamp, so its id uses the end of the quota's window.
            var key = string.Create(CultureInfo.InvariantCulture, $"{quota.Period}|{resetsAt.UtcTicks}");
            yield return LoggedEvent.Of(EventTypes.QuotaWarning, state.Provider, time.GetUtcNow(), key, data =>
            {
                data.WriteString("provider", state.Provider);
                data.WriteString("period", quota.Period.ToName());
                data.WriteNumber("limit", quota.Limit);
                data.WriteNumber("left", left);
                data.WriteString("resets_at", resetsAt.UtcDateTime);
            });
        }
    }
}
