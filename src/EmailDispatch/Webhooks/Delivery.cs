using EmailDispatch.Endpoints;
using EmailDispatch.Secrets;
using EmailDispatch.Telemetry;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Webhooks;

/// <summary>
/// Posts the events of one endpoint, in rounds, while this instance holds the lease.
/// <list type="number">
/// <item>Choose events: retries that are due, then new events. An event waits while an earlier one of the same email waits. An endpoint that is down
/// gets one new event every two minutes, so that a failure does not spread to all events.</item>
/// <item>Post them: different emails in parallel, the events of one email one after another, stopping at the first failure.</item>
/// <item>Record the results in one transaction. A failed event is retried after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h; if the last retry fails,
/// the endpoint is disabled. Its events stay and are posted once it is enabled again.</item>
/// </list>
/// After a crash before the results are recorded, the posts of the round are repeated with the same event ids.
/// </summary>
internal sealed partial class Delivery(
    WebhookEndpoint first, EndpointLog log, EndpointList endpoints, EndpointTable table, SigningSecrets secrets, WebhookClient client, TimeProvider time, ILogger logger)
{
    // Three rows per event and the state row fit one transaction.
    private const int MaxInRound = 32;
    private const int MaxConcurrent = 16;
    private const int MaxWaiting = 1_000;
    private const int MaxInMemory = 500;

    // Including the posts under way, a round takes less time than EndpointLog.Lease.
    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, LoggedEvent> _recent = [];
    private Task _run = Task.CompletedTask;
    private bool _isWanted;
    private bool _isRunning;
    private bool _isStopping;
    private IReadOnlyList<WaitingEvent>? _waiting;

    /// <summary>The endpoint as last read.</summary>
    public WebhookEndpoint Endpoint { get; private set; } = first;

    public EndpointLog Log => log;

    public bool IsIdle
    {
        get
        {
            lock (_lock)
                return !_isRunning;
        }
    }

    /// <summary>Logs events, and starts posting them if this instance holds the lease.</summary>
    public async Task AddAsync(IReadOnlyList<LoggedEvent> events, CancellationToken cancellationToken)
    {
        var (added, isOurs) = await log.AppendAsync(events, cancellationToken);
        lock (_lock)
        {
            foreach (var told in added)
                _recent[told.Sequence] = told;
            while (_recent.Count > MaxInMemory)
                _recent.Remove(_recent.Keys.First());
        }

        if (isOurs)
            _ = Wake();
    }

    /// <summary>Starts posting, unless it is already running.</summary>
    /// <returns>A task that completes when there is nothing to do for now.</returns>
    public Task Wake()
    {
        lock (_lock)
        {
            _isWanted = true;
            if (!_isRunning && !_isStopping)
                (_isRunning, _run) = (true, Task.Run(RunAsync));
            return _run;
        }
    }

    /// <summary>Starts no further round, and waits for the current one.</summary>
    public Task StopAsync()
    {
        lock (_lock)
        {
            _isStopping = true;
            return _run;
        }
    }

    private async Task RunAsync()
    {
        while (IsWanted())
        {
            try
            {
                await PostAllAsync();
            }
#pragma warning disable CA1031 // It is told by the log, and the search for work that is due tries again.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                _waiting = null;
                Events.Interrupted(logger, fault, Endpoint.Id, Endpoint.Tenant);
                WakeAfter(PauseAfterFault);
            }
        }
    }

    private bool IsWanted()
    {
        lock (_lock)
        {
            _isRunning = _isWanted && !_isStopping;
            _isWanted = false;
            return _isRunning;
        }
    }

    private async Task PostAllAsync()
    {
        var state = await log.TakeTurnAsync(CancellationToken.None);
        _waiting = null;
        while (log.IsOurs(state))
        {
            Endpoint = (await endpoints.OfAsync(Endpoint.Tenant, CancellationToken.None)).FirstOrDefault(e => e.Id == Endpoint.Id) ?? Endpoint with { IsDeleted = true };
            _waiting ??= state!.Waiting > 0 ? await log.ReadWaitingAsync(CancellationToken.None) : [];
            var round = Endpoint is { IsEnabled: true, IsDeleted: false } && !_isStopping ? await ChooseAsync(state!) : [];
            if (round.Count > 0)
            {
                state = await PostAsync(round);
                continue;
            }

            // Keep the lease if events were logged since the last choice.
            var chosen = state!.Last;
            var mayLeave = Endpoint is not { IsEnabled: true, IsDeleted: false } || _isStopping || _waiting.Count >= MaxWaiting;
            state = await log.RecordAsync(s => !mayLeave && s.Last > chosen && s.HasWork(time.GetUtcNow()) ? s : s with { Owner = "", Waiting = _waiting.Count }, [], CancellationToken.None);
        }

        if (state?.NextAt is { } next && Endpoint is { IsEnabled: true, IsDeleted: false })
            WakeAfter(next - time.GetUtcNow());
    }

    private async Task<IReadOnlyList<Offer>> ChooseAsync(LogState state)
    {
        var now = time.GetUtcNow();
        var offers = new List<Offer>();
        var blocked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var waiting in _waiting!)
        {
            if (waiting.Due <= now && offers.Count < MaxInRound && !blocked.Contains(waiting.Subject))
                offers.Add(new Offer(waiting.Sequence, waiting.Subject) { Waiting = waiting });
            else
                blocked.Add(waiting.Subject);
        }

        var (room, isDown) = (MaxInRound - offers.Count, state.IsDown);
        if (state.Cursor >= state.Last || room <= 0 || _waiting.Count >= MaxWaiting || (isDown && (offers.Count > 0 || state.NextAt > now)))
            return offers;

        foreach (var told in await ReadFreshAsync(state.Cursor + 1, Math.Min(state.Last, state.Cursor + (isDown ? 1 : room))))
            offers.Add(new Offer(told.Sequence, told.Subject) { Event = told, IsBlocked = blocked.Contains(told.Subject) });
        if (offers.Count == 0)
        {
            // All of these events were purged: move the cursor past them.
            offers.Add(new Offer(Math.Min(state.Last, state.Cursor + (isDown ? 1 : room)), "") { IsGone = true });
        }

        return offers;
    }

    private async Task<IReadOnlyList<LoggedEvent>> ReadFreshAsync(long firstOne, long lastOne)
    {
        lock (_lock)
        {
            var known = new List<LoggedEvent>();
            for (var sequence = firstOne; sequence <= lastOne && _recent.TryGetValue(sequence, out var told); sequence++)
                known.Add(told);
            if (known.Count == lastOne - firstOne + 1)
                return known;
        }

        return await log.ReadAsync(firstOne, lastOne, CancellationToken.None);
    }

    private async Task<LogState?> PostAsync(IReadOnlyList<Offer> round)
    {
        var keys = await TryReadSecretsAsync();
        if (keys is null)
        {
            var until = time.GetUtcNow() + RoundOutcome.ProbeInterval;
            return await log.RecordAsync(s => s with { Owner = "", NextAt = until, Failures = Math.Max(s.Failures, LogState.MaxFailures) }, [], CancellationToken.None);
        }

        var started = time.GetTimestamp();
        await Parallel.ForEachAsync(
            round.Where(offer => offer is { IsBlocked: false, IsGone: false }).GroupBy(offer => offer.Subject),
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrent },
            async (ofOne, _) =>
            {
                foreach (var offer in ofOne)
                {
                    if (time.GetElapsedTime(started) > RoundTime || !await TryPostAsync(offer, keys))
                        break;
                }
            });
        return await RecordAsync(round);
    }

    /// <returns>Whether the next event of the same email may be posted.</returns>
    private async Task<bool> TryPostAsync(Offer offer, IReadOnlyList<string> keys)
    {
        offer.Event ??= await log.FindAsync(offer.Sequence, CancellationToken.None);
        if (offer.Event is not { } told || (offer.Waiting is not null && told.Status == WebhookEventStatus.Success))
        {
            // Purged, or delivered by a replay.
            offer.IsGone = true;
            return true;
        }

        offer.Attempt = await client.PostAsync(Endpoint.Url, told.Id, told.Body, keys, CancellationToken.None);
        DispatchTelemetry.CountWebhook(told.Type, offer.Attempt.Succeeded ? "success" : "failure");
        return offer.Attempt.Succeeded;
    }

    private async Task<LogState?> RecordAsync(IReadOnlyList<Offer> round)
    {
        var outcome = new RoundOutcome(Endpoint.Id, round, _waiting!, time.GetUtcNow());
        _waiting = outcome.Waiting;
        lock (_lock)
        {
            while (_recent.Count > 0 && _recent.Keys.First() <= outcome.Cursor)
                _recent.Remove(_recent.Keys.First());
        }

        // Disable first: a crash in between only repeats the last attempt.
        if (outcome.Exhaustion is { } reason)
            await DisableAsync(reason);
        return await log.RecordAsync(
            state => outcome.Apply(state) is var after && after.HasWork(time.GetUtcNow()) ? after : after with { Owner = "" },
            outcome.Rows, CancellationToken.None);
    }

    private async Task<IReadOnlyList<string>?> TryReadSecretsAsync()
    {
        try
        {
            return await secrets.AllOfAsync(Endpoint, CancellationToken.None);
        }
        catch (CredentialException fault)
        {
            Events.Unsigned(logger, Endpoint.Id, Endpoint.Tenant, fault.Message);
            return null;
        }
    }

    private async Task DisableAsync(string reason)
    {
        while ((await table.ListAsync(Endpoint.Tenant, CancellationToken.None)).FirstOrDefault(e => e.Id == Endpoint.Id) is { IsEnabled: true } current)
        {
            if (!await table.TryReplaceAsync(current with { IsEnabled = false, DisabledReason = reason, DisabledAt = time.GetUtcNow() }, CancellationToken.None))
                continue;

            DispatchTelemetry.CountDisabledWebhook();
            Events.Disabled(logger, Endpoint.Id, Endpoint.Tenant, new Uri(Endpoint.Url).Host, reason);
            break;
        }

        endpoints.Forget();
    }

    // Work that is due later is found by the search.
    private void WakeAfter(TimeSpan delay)
    {
        if (delay < WebhookSearch.Interval)
            _ = WakeLaterAsync(delay > TimeSpan.Zero ? delay : TimeSpan.Zero);
    }

    private async Task WakeLaterAsync(TimeSpan delay)
    {
        await Task.Delay(delay, time, CancellationToken.None);
        _ = Wake();
    }

    private static partial class Events
    {
        [LoggerMessage(5502, LogLevel.Error, "Webhook {Endpoint} of {Tenant} at {Host} is disabled; its events wait until it is enabled: {Reason}")]
        public static partial void Disabled(ILogger logger, string endpoint, string tenant, string host, string reason);

        [LoggerMessage(5503, LogLevel.Error, "The events of webhook {Endpoint} of {Tenant} cannot be signed and wait: {Fault}")]
        public static partial void Unsigned(ILogger logger, string endpoint, string tenant, string fault);

        [LoggerMessage(5504, LogLevel.Warning, "Posting the events of webhook {Endpoint} of {Tenant} was interrupted; it goes on by itself")]
        public static partial void Interrupted(ILogger logger, Exception fault, string endpoint, string tenant);
    }
}
