using System.Collections.Concurrent;
using Azure.Data.Tables;
using EmailDispatch.Endpoints;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Webhooks;

/// <summary>The deliveries of this process, one per endpoint. They do not wait for each other.</summary>
public sealed class Deliveries(
    TableServiceClient tables, EndpointList endpoints, EndpointTable table, SigningSecrets secrets, WebhookClient client, TimeProvider time, ILogger<Deliveries> logger)
{
    private readonly string _instance = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<string, Delivery> _all = new(StringComparer.Ordinal);

    internal bool IsIdle => _all.Values.All(delivery => delivery.IsIdle);

    internal Delivery Of(WebhookEndpoint endpoint) => _all.GetOrAdd(
        endpoint.Id, _ => new Delivery(endpoint, new EndpointLog(tables.GetTableClient(EndpointLog.TableName), endpoint.Id, _instance, time), endpoints, table, secrets, client, time, logger));

    /// <summary>Removes the delivery of a deleted endpoint.</summary>
    internal void Forget(WebhookEndpoint endpoint) => _all.TryRemove(endpoint.Id, out _);

    /// <summary>Starts no further rounds, and waits for the current ones.</summary>
    public Task StopAsync() => Task.WhenAll(_all.Values.Select(delivery => delivery.StopAsync()));
}
