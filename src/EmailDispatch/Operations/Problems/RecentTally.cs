using EmailDispatch.Naming;
using EmailDispatch.Providers.State;
using EmailDispatch.Replies;
using EmailDispatch.Status;

namespace EmailDispatch.Operations.Problems;

/// <summary>Counts status rows, newest first, without keeping them.</summary>
internal sealed class RecentTally(DateTimeOffset now)
{
    /// <summary>How many of the newest emails tell whether emails are sent now.</summary>
    public const int Newest = 20;

    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);
    private static readonly string OutcomeUnknown = FailureCategory.OutcomeUnknown.ToName();
    private static readonly string Unforeseen = FailureCategory.Unforeseen.ToName();

    private readonly Dictionary<EmailStatus, int> _statuses = [];
    private readonly Dictionary<(EmailStatus Status, string Category), int> _reasons = [];
    private readonly Dictionary<string, ProviderTally> _providers = new(StringComparer.Ordinal);
    private (int Tried, int Deferred) _newest;
    private (int Now, int Before) _deferred;
    private DateTimeOffset? _oldestDeferred;
    private DateTimeOffset? _oldestQueued;

    public int Emails { get; private set; }

    public DateTimeOffset? Oldest { get; private set; }

    public void Add(EmailRow row)
    {
        Emails++;
        Oldest = Earlier(Oldest, row.AcceptedAt);
        _statuses[row.Status] = _statuses.GetValueOrDefault(row.Status) + 1;
        if (row.Status == EmailStatus.Queued)
            _oldestQueued = Earlier(_oldestQueued, row.DueSince);
        if (row.Status == EmailStatus.Deferred)
            AddDeferred(row.AcceptedAt);
        if (row.Status is EmailStatus.Sent or EmailStatus.Deferred or EmailStatus.Bounced or EmailStatus.Failed or EmailStatus.Unknown && _newest.Tried < Newest)
            _newest = (_newest.Tried + 1, _newest.Deferred + (row.Status == EmailStatus.Deferred ? 1 : 0));
        if (row.Status is EmailStatus.Deferred or EmailStatus.Bounced or EmailStatus.Failed or EmailStatus.Unknown)
        {
            var reason = (row.Status, (row.Attempts.Count > 0 ? row.Attempts[^1].Category : null) ?? "");
            _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
        }

        foreach (var attempt in row.Attempts)
            Of(attempt.Provider).Add(attempt);
        foreach (var omitted in row.OmittedAttempts)
            Of(omitted.Provider).Count(omitted.Outcome, omitted.Category, omitted.Count);
    }

    public RecentFigures ToFigures(DateTimeOffset since, bool isComplete) => new()
    {
        Since = since,
        IsComplete = isComplete,
        Statuses = _statuses,
        Newest = _newest,
        Deferred = _deferred,
        OldestDeferred = _oldestDeferred,
        OldestQueued = _oldestQueued,
        Reasons = [.. _reasons.OrderByDescending(r => r.Value).ThenBy(r => r.Key).Select(r => (r.Key.Status, r.Key.Category.Length > 0 ? r.Key.Category : null, r.Value))],
        Providers = [.. _providers.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Value.ToFigures(p.Key))],
    };

    private void AddDeferred(DateTimeOffset acceptedAt)
    {
        _oldestDeferred = Earlier(_oldestDeferred, acceptedAt);
        if (acceptedAt > now - Step)
            _deferred.Now++;
        else if (acceptedAt > now - (2 * Step))
            _deferred.Before++;
    }

    private ProviderTally Of(string provider)
    {
        if (!_providers.TryGetValue(provider, out var tally))
            _providers.Add(provider, tally = new ProviderTally());
        return tally;
    }

    private static DateTimeOffset Earlier(DateTimeOffset? one, DateTimeOffset other) => one < other ? one.Value : other;

    private sealed class ProviderTally
    {
        private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);
        private readonly List<(DateTimeOffset At, bool IsFault)> _history = [];
        private LastFailure? _lastFailure;
        private LastFailure? _lastFault;
        private int _attempts;
        private int _sent;

        public void Add(Attempt attempt)
        {
            Count(attempt.Outcome, attempt.Category, 1);
            var isFault = attempt.Outcome is AttemptOutcome.ProviderFailed or AttemptOutcome.Unknown || attempt.Category == OutcomeUnknown;
            _history.Add((attempt.At, isFault));
            if (attempt.Outcome == AttemptOutcome.Sent)
                return;

            var failure = new LastFailure(attempt.At, attempt.Category ?? Unforeseen, ReplyOf(attempt)) { Hint = attempt.Hint };
            _lastFailure = _lastFailure?.At > failure.At ? _lastFailure : failure;
            if (isFault)
                _lastFault = _lastFault?.At > failure.At ? _lastFault : failure;
        }

        public void Count(AttemptOutcome outcome, string? category, int count)
        {
            _attempts += count;
            if (outcome.IsAccepted())
                _sent += count;
            if (outcome != AttemptOutcome.Sent)
                _failures[category ?? Unforeseen] = _failures.GetValueOrDefault(category ?? Unforeseen) + count;
        }

        public RecentProvider ToFigures(string provider) => new(provider, _attempts, _sent, _failures)
        {
            LastFailure = _lastFailure,
            LastFault = _lastFault,
            History = [.. _history.OrderByDescending(entry => entry.At)],
        };

        private static string? ReplyOf(Attempt attempt) => attempt is { Code: { } code, Reply: { } reply } ? $"{code} {reply}" : attempt.Reply;
    }
}
