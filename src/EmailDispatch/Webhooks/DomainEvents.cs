using System.Globalization;
using EmailDispatch.Domains;
using EmailDispatch.Endpoints;
using EmailDispatch.Naming;

namespace EmailDispatch.Webhooks;

/// <summary>
/// Notifies a tenant's webhooks when a domain is no longer verified. The event is derived from the domain's row, and its id from the time of the last
/// verification, so every check yields the same event.
/// </summary>
public sealed class DomainEvents(DomainTable domains, Deliveries deliveries, TimeProvider time)
{
    // Logs forget the ids of old events and would log them again.
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(7);
    private const int MaxRemembered = 10_000;

    private readonly HashSet<(string Endpoint, string Event)> _told = [];

    /// <summary>Checks the domains of the tenants that want the event.</summary>
    public async Task TellAsync(IReadOnlyList<WebhookEndpoint> enabled, CancellationToken cancellationToken)
    {
        if (_told.Count > MaxRemembered)
            _told.Clear();
        foreach (var endpoints in enabled.Where(endpoint => endpoint.Wants(EventTypes.DomainUpdated)).GroupBy(endpoint => endpoint.Tenant))
        {
            var events = (await domains.ListAsync(endpoints.Key, cancellationToken)).Select(EventOf).OfType<LoggedEvent>().ToList();
            foreach (var endpoint in endpoints)
            {
                var news = events.Where(told => told.At >= endpoint.CreatedAt && !_told.Contains((endpoint.Id, told.Id))).ToList();
                if (news.Count == 0)
                    continue;

                await deliveries.Of(endpoint).AddAsync(news, cancellationToken);
                _told.UnionWith(news.Select(told => (endpoint.Id, told.Id)));
            }
        }
    }

    private LoggedEvent? EventOf(MailDomain domain)
    {
        if (domain is not { IsTrusted: false, VerifiedAt: { } verifiedAt, Result: { } result } || time.GetUtcNow() - verifiedAt > MaxAge)
            return null;

        return LoggedEvent.Of(EventTypes.DomainUpdated, domain.Id, result.CheckedAt, verifiedAt.UtcTicks.ToString(CultureInfo.InvariantCulture), data =>
        {
            data.WriteString("id", domain.Id);
            data.WriteString("name", domain.Name);
            data.WriteString("status", domain.State.ToName());
            data.WriteString("created_at", domain.CreatedAt.UtcDateTime);
        });
    }
}
