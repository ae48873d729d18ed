using System.Collections.Concurrent;
using Azure.Data.Tables;
using EmailDispatch.Endpoints;
using EmailDispatch.Providers.State;
using EmailDispatch.Retention;
using EmailDispatch.Status;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Webhooks;

/// <summary>
/// Finds work that a process left unfinished, and work that is due: entries of the outbox, events of endpoints that no instance posts, and the logs of
/// deleted endpoints. Without endpoints it costs one query.
/// </summary>
public sealed partial class WebhookSearch(
    TableServiceClient tables, Outbox outbox, Teller teller, EndpointTable table, EndpointList endpoints, Deliveries deliveries, OperatorEvents operators, DomainEvents domains, SenderQuotaEvents quotas, TimeProvider time, ILogger<WebhookSearch> logger)
{
    /// <summary>How often to search.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    // The writer of a younger entry is about to move it.
    private static readonly TimeSpan MinAge = TimeSpan.FromSeconds(10);

    // By then, other instances know that an endpoint is deleted.
    private static readonly TimeSpan PurgeAfter = TimeSpan.FromMinutes(5);

    // Posting that takes longer continues in the background.
    private static readonly TimeSpan PostTime = TimeSpan.FromSeconds(25);

    private const int MaxConcurrent = 16;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        endpoints.Forget();
        var all = await endpoints.AllAsync(cancellationToken);
        if (all.Count == 0)
            return;

        await TellAsync(cancellationToken);
        IReadOnlyList<WebhookEndpoint> enabled = [.. all.Where(e => e is { IsEnabled: true, IsDeleted: false })];
        await TellOthersAsync(enabled, cancellationToken);
        await PostAsync(enabled, cancellationToken);
        foreach (var deleted in all.Where(e => e.IsDeleted && e.DisabledAt + PurgeAfter < time.GetUtcNow()))
            await PurgeAsync(deleted, cancellationToken);
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await Parallel.ForEachAsync(outbox.ReadPartitionsAsync(cancellationToken), NewOptions(cancellationToken), async (partition, token) =>
        {
            var left = await outbox.ReadAsync(partition, token).ToListAsync(token);
            if (left.Count == 0)
            {
                if (partition.IsQuiet(now))
                    await outbox.CloseAsync(partition, token);
                return;
            }

            var told = 0;
            foreach (var ofOne in left.GroupBy(entry => entry.Id).Where(entries => entries.Min(e => e.WrittenAt) + MinAge < now))
            {
                try
                {
                    told += await teller.TellAsync([.. ofOne], token) ? ofOne.Count() : 0;
                }
                catch (Exception fault) when (StorageFaults.IsAny(fault) && !token.IsCancellationRequested)
                {
                    Log.NotTold(logger, fault, ofOne.Key.ToString(), ofOne.First().Tenant);
                }
            }

            if (told > 0)
                Log.Told(logger, told);
        });
    }

    private async Task TellOthersAsync(IReadOnlyList<WebhookEndpoint> enabled, CancellationToken cancellationToken)
    {
        try
        {
            await operators.TellAsync(enabled, cancellationToken);
            await domains.TellAsync(enabled, cancellationToken);
            await quotas.TellAsync(enabled, cancellationToken);
        }
        catch (Exception fault) when ((fault is ProviderStateUnavailableException || StorageFaults.IsAny(fault)) && !cancellationToken.IsCancellationRequested)
        {
            Log.OperatorsNotTold(logger, fault);
        }
    }

    private async Task PostAsync(IReadOnlyList<WebhookEndpoint> enabled, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(PostTime, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var posts = new ConcurrentBag<Task>();
        await Parallel.ForEachAsync(enabled, NewOptions(cancellationToken), async (endpoint, token) =>
        {
            var delivery = deliveries.Of(endpoint);
            var (state, now) = (await delivery.Log.ReadStateAsync(token), time.GetUtcNow());
            if (state.IsFree(now) && state.HasWork(now))
                posts.Add(delivery.Wake());
        });
        await Task.WhenAll(posts).WaitAsync(linked.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task PurgeAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        var log = tables.GetTableClient(EndpointLog.TableName);
        deliveries.Forget(endpoint);
        var deadline = new Deadline(time, PostTime);
        await new EntityPurge(log, deadline).DeleteAsync(TableClient.CreateQueryFilter($"PartitionKey eq {endpoint.Id}"), cancellationToken);
        if (!deadline.IsOver)
            await table.DeleteAsync(endpoint, cancellationToken);
    }

    private static ParallelOptions NewOptions(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = MaxConcurrent, CancellationToken = cancellationToken };

    private static partial class Log
    {
        [LoggerMessage(5511, LogLevel.Warning, "The events of providers and domains could not be told; the next search tries again")]
        public static partial void OperatorsNotTold(ILogger logger, Exception fault);

        [LoggerMessage(5506, LogLevel.Warning, "{Count} entries of the outbox were left by an instance that stopped; they are told now")]
        public static partial void Told(ILogger logger, int count);

        [LoggerMessage(5507, LogLevel.Warning, "The events of email {Id} of {Tenant} could not be told; the next search tries again")]
        public static partial void NotTold(ILogger logger, Exception fault, string id, string tenant);
    }
}
