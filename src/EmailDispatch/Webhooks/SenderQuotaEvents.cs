using System.Globalization;
using EmailDispatch.Access;
using EmailDispatch.Endpoints;
using EmailDispatch.Senders;

namespace EmailDispatch.Webhooks;

/// <summary>Notifies webhooks when a tenant or a key has used 80 % of a quota: its own tenant's, and the operator's. Every check yields the same events.</summary>
public sealed class SenderQuotaEvents(SenderQuotas quotas, Deliveries deliveries, TimeProvider time)
{
    private readonly HashSet<(string Endpoint, string Event)> _told = [];

    public async Task TellAsync(IReadOnlyList<WebhookEndpoint> enabled, CancellationToken cancellationToken)
    {
        var endpoints = enabled.Where(endpoint => endpoint.Wants(EventTypes.QuotaWarning)).ToList();
        if (endpoints.Count == 0)
            return;

        foreach (var warning in await quotas.FindWarningsAsync(cancellationToken))
        {
            var told = EventOf(warning);
            foreach (var endpoint in endpoints.Where(endpoint => (endpoint.Tenant == warning.Rule.Tenant || endpoint.Tenant == ApiKey.DefaultTenant) && _told.Add((endpoint.Id, told.Id))))
                await deliveries.Of(endpoint).AddAsync([told], cancellationToken);
        }
    }

    private LoggedEvent EventOf(QuotaState warning) => LoggedEvent.Of(
        EventTypes.QuotaWarning, $"{warning.Rule.Tenant}|{warning.Rule.Key}", time.GetUtcNow(), string.Create(CultureInfo.InvariantCulture, $"{warning.Period}|{warning.ResetsAt.UtcTicks}"), data =>
        {
            data.WriteString("tenant", warning.Rule.Tenant);
            if (warning.Rule.Key is { } key)
                data.WriteString("api_key_id", key);
            data.WriteString("period", warning.Period);
            data.WriteNumber("limit", warning.Limit);
            data.WriteNumber("left", warning.Left);
            data.WriteString("resets_at", warning.ResetsAt.UtcDateTime);
        });
}
