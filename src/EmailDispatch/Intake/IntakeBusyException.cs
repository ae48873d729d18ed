namespace EmailDispatch.Intake;

/// <summary>This instance has no room for another submission; nothing was accepted.</summary>
public sealed class IntakeBusyException(TimeSpan retryAfter) : Exception("Too many requests at once; nothing was accepted. Try again.")
{
    /// <summary>When to try again, in whole seconds.</summary>
    public TimeSpan RetryAfter => retryAfter;
}
