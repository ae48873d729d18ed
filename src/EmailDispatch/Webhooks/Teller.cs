using System.Collections.Concurrent;
using System.Globalization;
using EmailDispatch.Emails;
using EmailDispatch.Endpoints;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Webhooks;

/// <summary>
/// Moves events from the outbox of the status rows to the logs of the endpoints that subscribe to them.
/// <list type="number">
/// <item>The writer of a row hands its entry over in memory. If the email has an earlier entry that this process has not moved, all its entries are read
/// from storage, to keep their order.</item>
/// <item>The events are logged for each endpoint. Event ids derive from the entry and a log takes each id only once, so this step can be repeated.</item>
/// <item>The entry is removed from the outbox. If the process dies before that, the search (<see cref="WebhookSearch"/>) finds the entry.</item>
/// </list>
/// A scheduled email is reported only once it is accepted, which its row alone does not show.
/// </summary>
public sealed partial class Teller(
    Outbox outbox, StatusStore status, PayloadStore payloads, EndpointList endpoints, Deliveries deliveries, ILogger<Teller> logger)
{
    private const int MaxConcurrent = 64;
    private const int MaxRemembered = 10_000;

    // The last moved entry of each email, to know that no earlier one is left; and these emails by age.
    private readonly ConcurrentDictionary<EmailId, long> _told = new();
    private readonly ConcurrentQueue<EmailId> _byAge = new();

    /// <summary>Moves the entries that this process writes, as they arrive.</summary>
    public Task RunAsync(CancellationToken stopping) => Parallel.ForEachAsync(
        outbox.Written.ReadAllAsync(stopping),
        new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrent, CancellationToken = stopping },
        async (news, _) => await TellAsync(news));

    /// <summary>Moves the entries of one email, oldest first, that were read from storage.</summary>
    /// <returns>Whether all were moved; false if the email is not accepted yet.</returns>
    public async Task<bool> TellAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            var told = entry;
            if (entry.Events.Any(e => e.Type == EventTypes.Scheduled))
            {
                var row = await status.ReadAsync(entry.Tenant, entry.Id, cancellationToken);
                if (row is { IsUnconfirmed: true, Status: EmailStatus.Scheduled } && !await payloads.IsAcceptedAsync(entry.Tenant, entry.Id, cancellationToken))
                    return false;

                // Withdrawn or never accepted, so it was not scheduled.
                if (row is null or { Status: EmailStatus.Rejected })
                    told = entry with { Events = [.. entry.Events.Where(e => e.Type != EventTypes.Scheduled)] };
            }

            await TellAsync(told, cancellationToken);
        }

        return true;
    }

    private async Task TellAsync(OutboxNews news)
    {
        try
        {
            if (news.Entry is { } entry && IsNext(entry))
                await TellAsync(entry, CancellationToken.None);
            else
                await TellAsync(await outbox.ReadAsync(news.Tenant, news.Id, CancellationToken.None), CancellationToken.None);
        }
#pragma warning disable CA1031 // The search finds it again.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.Left(logger, fault, news.Id.ToString(), news.Tenant);
        }
    }

    private async Task TellAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        var all = await endpoints.OfAsync(entry.Tenant, cancellationToken);
        await Task.WhenAll(all.Where(endpoint => endpoint.CreatedAt.UtcTicks <= entry.Order).Select(endpoint =>
        {
            var events = entry.Events.Select((told, n) => (Told: told, Number: n)).Where(e => endpoint.Wants(e.Told.Type)).Select(e => ToLogged(entry, e.Told, e.Number)).ToList();
            return events.Count == 0 ? Task.CompletedTask : deliveries.Of(endpoint).AddAsync(events, cancellationToken);
        }));
        await status.ForgetAsync([entry], cancellationToken);
        Remember(entry);
    }

    // If the previous entry is unknown, the only earlier event can be that the email was scheduled.
    private bool IsNext(OutboxEntry entry) =>
        entry.Previous == 0 || (_told.TryGetValue(entry.Id, out var last) && (entry.Previous == last || entry.Previous == EmailRow.UnknownEvent));

    private static LoggedEvent ToLogged(OutboxEntry entry, EmailEvent told, int number) => new(
        string.Create(CultureInfo.InvariantCulture, $"msg_{entry.Id.ToString().Replace("-", "", StringComparison.Ordinal)}{entry.Order + number:x16}"),
        told.Type, entry.Id.ToString(), told.At, WebhookPayload.Of(entry, told));

    private void Remember(OutboxEntry entry)
    {
        if (_told.TryAdd(entry.Id, entry.Order))
            _byAge.Enqueue(entry.Id);
        else
            _told[entry.Id] = entry.Order;
        while (_told.Count > MaxRemembered && _byAge.TryDequeue(out var oldest))
            _told.TryRemove(oldest, out _);
    }

    private static partial class Log
    {
        [LoggerMessage(5505, LogLevel.Warning, "The events of email {Id} of {Tenant} are not told yet; they are found again within a minute")]
        public static partial void Left(ILogger logger, Exception fault, string id, string tenant);
    }
}
