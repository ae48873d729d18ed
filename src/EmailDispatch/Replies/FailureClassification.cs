using EmailDispatch.Providers.State;

namespace EmailDispatch.Replies;

/// <summary>What a failure is and what to do about it.</summary>
public sealed record FailureClassification(FailureCategory Category, NextStep Next, FailureWeight Breaker)
{
    /// <summary>Whether to suppress the recipient: only for a mailbox proven unknown or disabled, never by a reply code alone.</summary>
    public bool Suppress { get; init; }

    /// <summary>Whether an operator must change something (a configuration alert).</summary>
    public bool Alert { get; init; }

    /// <summary>The wait that the reply asks for, if any.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public LimitWindow Window { get; init; }

    /// <summary>When a paused provider may be used again; set only with <see cref="FailureWeight.CoolsUntil"/>.</summary>
    public DateTimeOffset? ResetAt { get; init; }

    /// <summary>An explanation; the classifier always gives one.</summary>
    public Hint? Hint { get; init; }

    /// <summary>What decided, for the log: a text rule's name, <c>enhanced 5.1.1</c>, <c>reply code 550</c>, <c>fault Timeout</c>.</summary>
    public string Evidence { get; init; } = string.Empty;
}
