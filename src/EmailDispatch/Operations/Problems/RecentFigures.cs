using EmailDispatch.Providers.State;
using EmailDispatch.Status;

namespace EmailDispatch.Operations.Problems;

/// <summary>What happened to a tenant's newest emails, from their status rows as they are now.</summary>
public sealed record RecentFigures
{
    /// <summary>The emails accepted at this time or later are counted.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Whether these are all emails of the window; otherwise only the newest ones.</summary>
    public required bool IsComplete { get; init; }

    public required IReadOnlyDictionary<EmailStatus, int> Statuses { get; init; }

    public required IReadOnlyList<RecentProvider> Providers { get; init; }

    /// <summary>Why deferred, bounced and failed emails were not sent, most frequent first: a category, or null if no provider was asked.</summary>
    public required IReadOnlyList<(EmailStatus Status, string? Category, int Count)> Reasons { get; init; }

    /// <summary>Of the newest emails that were tried, at most <see cref="RecentTally.Newest"/>: how many, and how many of them are deferred.</summary>
    public (int Tried, int Deferred) Newest { get; init; }

    /// <summary>The deferred emails accepted in the last five minutes, and in the five before.</summary>
    public (int Now, int Before) Deferred { get; init; }

    public DateTimeOffset? OldestDeferred { get; init; }

    /// <summary>When the oldest email became due that waits for its first attempt; null if none waits.</summary>
    public DateTimeOffset? OldestQueued { get; init; }

    public int Emails => Statuses.Values.Sum();

    /// <summary>The emails that were tried at a provider, or should have been.</summary>
    public int Tried => Of(EmailStatus.Sent) + Of(EmailStatus.Deferred) + NotSent;

    /// <summary>The emails that ended without being sent.</summary>
    public int NotSent => Of(EmailStatus.Bounced) + Of(EmailStatus.Failed) + Of(EmailStatus.Unknown);

    /// <summary>The share of the tried emails that were sent, from 0 to 1; null if none was tried. Deferred emails are not sent yet.</summary>
    public double? SuccessShare => Tried == 0 ? null : (double)Of(EmailStatus.Sent) / Tried;

    public int Of(EmailStatus status) => Statuses.GetValueOrDefault(status);
}

/// <summary>The attempts of these emails at one provider.</summary>
public sealed record RecentProvider(string Provider, int Attempts, int Sent, IReadOnlyDictionary<string, int> Failures)
{
    /// <summary>The last attempt that did not send everything, whoever is to blame.</summary>
    public LastFailure? LastFailure { get; init; }

    /// <summary>The last attempt that failed because of the provider.</summary>
    public LastFailure? LastFault { get; init; }

    /// <summary>Every attempt, and whether the provider failed; newest first.</summary>
    public required IReadOnlyList<(DateTimeOffset At, bool IsFault)> History { get; init; }
}
