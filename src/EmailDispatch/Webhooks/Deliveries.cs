using System.Collections.Concurrent;
using Azure.Data.Tables;
using EmailDispatch.Endpoints;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Webhooks;

/// <summary>The deliveries of this process, one for each endpoint: none waits for another.</summary>
public sealed class Deliveries(
    TableServiceClient tables, EndpointList endpoints, EndpointTable table, SigningSecrets secrets, WebhookClient client, TimeProvider time, ILogger<Deliveries> logger)
{
    private readonly string _instance = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<string, Delivery> _all = new(StringComparer.Ordinal);

    /// <summary>Whether nothing is being posted.</summary>
    internal bool IsIdle => _all.Values.All(delivery => delivery.IsIdle);

    /// <summary>The delivery of an endpoint.</summary>
    internal Delivery Of(WebhookEndpoint endpoint) => _all.GetOrAdd(
        endpoint.Id, _ => new Delivery(endpoint, new EndpointLog(tables.GetTableClient(EndpointLog.TableName), endpoint.Id, _instance, time), endpoints, table, secrets, client, time, logger));

    /// <summary>Drops what is kept of an endpoint that is gone.</summary>
    internal void Forget(WebhookEndpoint endpoint) => _all.TryRemove(endpoint.Id, out _);

    /// <summary>Lets the posts under way end, and begins no other.</summary>
    public Task StopAsync() => Task.WhenAll(_all.Values.Select(delivery => delivery.StopAsync()));
}
