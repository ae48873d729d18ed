using EmailDispatch.Status;

namespace EmailDispatch.Dispatch;

/// <summary>What one pass over the providers came to.</summary>
/// <param name="Row">The row with what became of its recipients; those still due have a status that is not terminal.</param>
/// <param name="WasAttempted">Whether any provider was asked; else all were left alone or had used up their quotas.</param>
/// <param name="NotBefore">When the next attempt should be made at the earliest, as a reply or a provider's state tells; null for the schedule.</param>
public sealed record PassResult(EmailRow Row, bool WasAttempted, DateTimeOffset? NotBefore)
{
    /// <summary>Whether a provider was skipped that can be asked later: it is paused, its quota is used up, or it is busy.</summary>
    public bool IsAnyPaused { get; init; }
}
