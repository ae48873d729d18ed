using Azure;
using Azure.Storage.Queues;
using EmailDispatch.Events;
using EmailDispatch.Intake;
using EmailDispatch.Providers;
using EmailDispatch.Providers.State;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using EmailDispatch.Storage;
using EmailDispatch.Telemetry;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Operations;

/// <summary>
/// Reads queues, providers and unfinished emails, for the health check and every minute for metrics and one log line. The alerts in
/// <c>infra/</c> parse that line, so its wording must not change.
/// </summary>
public sealed partial class DispatcherWatch(
    QueueServiceClient queues, DispatchQueue dispatch, ProviderCatalogue providers, ProviderSnapshots snapshots, OpenHours openHours, TimeProvider time, ILogger<DispatcherWatch> logger)
{
    private static readonly string[] QueueNames = [DispatchQueue.QueueName, QueueDrops.QueueName, EventQueue.QueueName, .. PoisonQueues.Names];

    /// <summary>Reads everything, in about a dozen requests.</summary>
    /// <exception cref="RequestFailedException">Storage failed.</exception>
    public async Task<DispatcherState> ReadAsync(CancellationToken cancellationToken)
    {
        var counts = await Task.WhenAll(QueueNames.Select(name => CountAsync(name, cancellationToken)));
        var open = await openHours.ReadAllAsync(cancellationToken).ToListAsync(cancellationToken);
        var limits = providers.ByPriority.Select(p => (p.Name, ProviderLimits.Of(p, time.GetUtcNow())));
        return new DispatcherState
        {
            Messages = QueueNames.Zip(counts).ToDictionary(),
            OldestAge = await dispatch.OldestAgeAsync(cancellationToken),
            Unfinished = open.Sum(hour => hour.Unfinished),
            Stale = open.Sum(hour => hour.Stale),
            Providers = await snapshots.ReadAsync(limits, cancellationToken),
        };
    }

    public async Task ReportAsync(CancellationToken cancellationToken)
    {
        var state = await ReadAsync(cancellationToken);
        foreach (var (queue, messages) in state.Messages)
            DispatchTelemetry.ObserveQueue(queue, messages);
        DispatchTelemetry.ObserveOldestAge(state.OldestAge);
        foreach (var provider in state.Providers)
            DispatchTelemetry.ObserveBreaker(provider.Provider, provider.State != BreakerState.Closed);

        Log.State(
            logger, state.Messages[DispatchQueue.QueueName], (int)state.OldestAge.TotalSeconds, state.Poison, state.Unfinished, state.Stale,
            string.Join(',', state.OpenBreakers.Select(provider => provider.Provider)));
    }

    private async Task<int> CountAsync(string queue, CancellationToken cancellationToken)
    {
        try
        {
            return (await queues.GetQueueClient(queue).GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount;
        }
        catch (RequestFailedException missing) when (StorageFaults.IsMissing(missing))
        {
            // It was deleted; the next poison message creates it again.
            return 0;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(8001, LogLevel.Information, "Dispatcher state: messages={Messages} oldest_seconds={OldestSeconds} poison={Poison} unfinished={Unfinished} stale={Stale} breakers_open={OpenBreakers}")]
        public static partial void State(ILogger logger, int messages, int oldestSeconds, int poison, int unfinished, int stale, string openBreakers);
    }
}

public sealed record DispatcherState
{
    /// <summary>The messages in each queue, by queue name, including hidden ones; approximate, as storage counts them.</summary>
    public required IReadOnlyDictionary<string, int> Messages { get; init; }

    /// <summary>How long the message at the head of the dispatch queue has been due; zero if there is none.</summary>
    public required TimeSpan OldestAge { get; init; }

    /// <summary>Emails that were unfinished when last counted; those of the last minutes may be missing.</summary>
    public required int Unfinished { get; init; }

    /// <summary>
    /// The unfinished emails that were overdue with nobody working on them (<see cref="StaleRows"/>), as counted by the aggregation. An hour without
    /// changes is recounted once an hour.
    /// </summary>
    public required int Stale { get; init; }

    /// <summary>The providers, in the order they are tried.</summary>
    public required IReadOnlyList<ProviderSnapshot> Providers { get; init; }

    /// <summary>The messages on the poison queues.</summary>
    public int Poison => Messages.Where(queue => queue.Key.EndsWith("-poison", StringComparison.Ordinal)).Sum(queue => queue.Value);

    public IEnumerable<ProviderSnapshot> OpenBreakers => Providers.Where(provider => provider.State != BreakerState.Closed);
}
