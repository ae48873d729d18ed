using EmailDispatch.Providers.State;

namespace EmailDispatch.Replies;

/// <summary>What a failure is and what follows from it.</summary>
/// <param name="Category">What went wrong.</param>
/// <param name="Next">What to do now.</param>
/// <param name="Breaker">What it does to the provider's breaker.</param>
public sealed record FailureClassification(FailureCategory Category, NextStep Next, FailureWeight Breaker)
{
    /// <summary>Whether the recipient goes on the do-not-send list: only for a mailbox proven unknown or disabled, never on a reply code alone.</summary>
    public bool Suppress { get; init; }

    /// <summary>Whether an operator has to change something: a configuration alert.</summary>
    public bool Alert { get; init; }

    /// <summary>How long the reply asks to wait; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The period of the limit that was hit.</summary>
    public LimitWindow Window { get; init; }

    /// <summary>When a provider that cools down may be asked again; set with <see cref="FailureWeight.CoolsUntil"/> only.</summary>
    public DateTimeOffset? ResetAt { get; init; }

    /// <summary>The failure explained; null where there is no more to say than the reply does.</summary>
    public Hint? Hint { get; init; }

    /// <summary>What decided, for the log: a text rule's name, <c>enhanced 5.1.1</c>, <c>reply code 550</c>, <c>fault Timeout</c>.</summary>
    public string Evidence { get; init; } = string.Empty;
}
