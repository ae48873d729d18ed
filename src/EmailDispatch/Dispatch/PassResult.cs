using EmailDispatch.Status;

namespace EmailDispatch.Dispatch;

/// <summary>The result of one pass over the providers.</summary>
/// <param name="Row">The row after the pass; recipients that are still due have a status that is not final.</param>
/// <param name="WasAttempted">Whether any provider was asked; otherwise all were paused or had used up their quotas.</param>
/// <param name="NotBefore">The earliest time of the next attempt, from a reply or a provider's state; null for the schedule.</param>
public sealed record PassResult(EmailRow Row, bool WasAttempted, DateTimeOffset? NotBefore)
{
    /// <summary>Whether a provider was skipped that can be asked later: paused, quota used up, or busy.</summary>
    public bool IsAnyPaused { get; init; }

    /// <summary>The paused providers that could take the rest of the email.</summary>
    public IReadOnlyList<string> WaitsFor { get; init; } = [];

    /// <summary>Whether providers may exist that this instance does not know yet, so that the email must not end.</summary>
    public bool IsIncomplete { get; init; }

    /// <summary>Whether an answer after the final dot was lost, and the provider reports by events whether it has the message.</summary>
    public bool IsEventAwaited { get; init; }
}
