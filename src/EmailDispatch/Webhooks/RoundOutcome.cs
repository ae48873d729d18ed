using System.Globalization;
using Azure.Data.Tables;

namespace EmailDispatch.Webhooks;

/// <summary>The result of a round of posts: the rows to write, the waiting events and the new state.</summary>
internal sealed class RoundOutcome
{
    /// <summary>The delays after each failed attempt but the last.</summary>
    public static readonly IReadOnlyList<TimeSpan> Delays =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(10),
    ];

    /// <summary>How often an endpoint that is down gets a new event.</summary>
    public static readonly TimeSpan ProbeInterval = TimeSpan.FromMinutes(2);

    private readonly string _partition;
    private readonly DateTimeOffset _now;
    private readonly SortedDictionary<long, WaitingEvent> _waiting;
    private readonly List<TableTransactionAction> _rows = [];
    private readonly List<bool> _successes;

    public RoundOutcome(string partition, IReadOnlyList<Offer> round, IReadOnlyList<WaitingEvent> waiting, DateTimeOffset now)
    {
        (_partition, _now) = (partition, now);
        _waiting = new SortedDictionary<long, WaitingEvent>(waiting.ToDictionary(w => w.Sequence));
        _successes = [.. round.Where(offer => offer.Attempt is not null).OrderBy(offer => offer.Attempt!.At).Select(offer => offer.Attempt!.Succeeded)];
        foreach (var offer in round)
            Add(offer);
    }

    public IReadOnlyList<TableTransactionAction> Rows => _rows;

    /// <summary>The events that wait after the round, in order.</summary>
    public IReadOnlyList<WaitingEvent> Waiting => [.. _waiting.Values];

    /// <summary>The new <see cref="LogState.Cursor"/>; 0 if no event of the round was new.</summary>
    public long Cursor { get; private set; }

    /// <summary>Why to disable the endpoint; null to keep it enabled.</summary>
    public string? Exhaustion { get; private set; }

    public LogState Apply(LogState state)
    {
        var failures = _successes.Contains(true) ? _successes.Count - 1 - _successes.LastIndexOf(true) : state.Failures + _successes.Count;
        state = state with { Cursor = Math.Max(state.Cursor, Cursor), Failures = failures, Waiting = _waiting.Count };

        // Only the first event of each email counts; the others wait behind it.
        DateTimeOffset? next = _waiting.Values.DistinctBy(w => w.Subject).Select(w => (DateTimeOffset?)w.Due).Min();
        DateTimeOffset? probe = state.IsDown && state.Cursor < state.Last ? _now + ProbeInterval : null;
        return state with { NextAt = next is null || probe < next ? probe ?? next : next };
    }

    private void Add(Offer offer)
    {
        if (offer.Waiting is null)
            Cursor = Math.Max(Cursor, offer.Sequence);

        if (offer.IsGone || offer.Attempt is { Succeeded: true })
        {
            if (_waiting.Remove(offer.Sequence))
                _rows.Add(LogRows.Remove(_partition, LogRows.WaitKey(offer.Sequence)));
            if (offer.Attempt is { } success)
                Tell(offer, success, WebhookEventStatus.Success, nextAt: null);
        }
        else if (offer.Attempt is { } failure)
        {
            // An event that used up its retries starts over once the endpoint is enabled again.
            var tries = (offer.Waiting is { } before && before.Tries <= Delays.Count ? before.Tries : 0) + 1;
            DateTimeOffset? due = tries > Delays.Count ? null : _now + Delays[tries - 1];
            Wait(new WaitingEvent(offer.Sequence, offer.Subject, due ?? _now, tries));
            Tell(offer, failure, due is null ? WebhookEventStatus.Failed : WebhookEventStatus.Attempting, due);
            if (due is null)
                Exhaustion ??= string.Create(CultureInfo.InvariantCulture, $"Event {offer.Event!.Id} failed {tries} times. Last answer: {(failure.Code is { } code ? $"{code} " : "")}{failure.Answer}");
        }
        else if (offer.Waiting is null)
        {
            // Behind a failed event, or out of time.
            Wait(new WaitingEvent(offer.Sequence, offer.Subject, _now, Tries: 0));
        }
    }

    private void Wait(WaitingEvent waiting)
    {
        _waiting[waiting.Sequence] = waiting;
        _rows.Add(LogRows.Put(LogRows.ToEntity(_partition, waiting)));
    }

    private void Tell(Offer offer, WebhookAttempt attempt, WebhookEventStatus status, DateTimeOffset? nextAt)
    {
        _rows.Add(LogRows.Change(LogRows.ToOutcome(_partition, offer.Sequence, status, attempt.Code, nextAt)));
        _rows.Add(LogRows.Put(LogRows.ToEntity(_partition, offer.Sequence, attempt)));
    }
}
