using System.Collections.Concurrent;
using System.Text.Json;
using EmailDispatch.Events.Dialects;
using EmailDispatch.Providers;
using EmailDispatch.Secrets;
using EmailDispatch.Telemetry;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Events;

/// <summary>Verifies, parses and queues the events that providers post. They are applied later, so that the provider does not wait.</summary>
public sealed partial class EventReceiver(
    ProviderCatalogue catalogue, EventDialects dialects, EventSecrets secrets, SnsClient sns, EventQueue queue, TimeProvider time, ILogger<EventReceiver> logger)
{
    /// <summary>The maximum body size in bytes. The largest batches of the services have a few hundred kilobytes.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    /// <summary>The maximum number of events per request. Services send at most a thousand.</summary>
    internal const int MaxEvents = 10_000;

    // Anyone can make such a request, and log lines cost money; the metric counts all of them.
    private static readonly TimeSpan RefusalLogInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _lastLogged = new(StringComparer.Ordinal);

    /// <summary>The provider with this name if it reports events; otherwise null.</summary>
    public ProviderOptions? FindProvider(string name) => catalogue.All.FirstOrDefault(provider => provider.Name == name && dialects.Find(provider) is not null);

    /// <exception cref="CredentialException">The proof cannot be verified at the moment.</exception>
    /// <exception cref="Azure.RequestFailedException">Storage failed; some or all events were not queued.</exception>
    public async Task<EventReceipt> ReceiveAsync(EventRequest request, CancellationToken cancellationToken)
    {
        var provider = request.Provider;
        var dialect = dialects.Find(provider);
        if (dialect is null || !await dialect.IsAuthenticAsync(request, await secrets.GetAsync(provider.EventsSecret, cancellationToken), cancellationToken))
        {
            DispatchTelemetry.CountEvents(provider.Name, "refused", 1);
            LogRefusal(provider.Name);
            return new EventReceipt(EventOutcome.Refused);
        }

        EventBatch batch;
        try
        {
            batch = dialect.Read(request);
            if (batch.Events.Count + batch.Others > MaxEvents)
                throw new JsonException($"It has more than {MaxEvents} events.");
        }
        catch (JsonException fault)
        {
            DispatchTelemetry.CountEvents(provider.Name, "unreadable", 1);
            Log.Unreadable(logger, provider.Name, fault.Message);
            return new EventReceipt(EventOutcome.Unreadable);
        }

        DispatchTelemetry.CountEvents(provider.Name, "other", batch.Others);
        if (batch.Confirm is { } address)
        {
            await sns.ConfirmAsync(address, cancellationToken);
            Log.Confirmed(logger, provider.Name);
        }

        await queue.SendAsync(new EventMessage(provider.Name, time.GetUtcNow(), batch.Events), TimeSpan.Zero, cancellationToken);
        return new EventReceipt(EventOutcome.Taken) { ValidationCode = batch.ValidationCode };
    }

    private void LogRefusal(string provider)
    {
        var now = time.GetUtcNow();
        if (_lastLogged.TryAdd(provider, now) || (_lastLogged[provider] is var last && now - last >= RefusalLogInterval && _lastLogged.TryUpdate(provider, now, last)))
            Log.Refused(logger, provider);
    }

    private static partial class Log
    {
        [LoggerMessage(5102, LogLevel.Warning, "A request that claims to be events of the provider {Provider} was refused: its signature or secret is wrong")]
        public static partial void Refused(ILogger logger, string provider);

        [LoggerMessage(5103, LogLevel.Error, "The provider {Provider} sent events that cannot be read: {Fault}")]
        public static partial void Unreadable(ILogger logger, string provider, string fault);

        [LoggerMessage(5104, LogLevel.Information, "The provider {Provider} reports events from now on: the subscription is confirmed")]
        public static partial void Confirmed(ILogger logger, string provider);
    }
}

public sealed record EventReceipt(EventOutcome Outcome)
{
    /// <summary>The code that the response must repeat; null for none.</summary>
    public string? ValidationCode { get; init; }
}

public enum EventOutcome
{
    /// <summary>The events are queued.</summary>
    Taken,

    /// <summary>The request does not come from the provider.</summary>
    Refused,

    /// <summary>The request comes from the provider but cannot be parsed.</summary>
    Unreadable,
}
