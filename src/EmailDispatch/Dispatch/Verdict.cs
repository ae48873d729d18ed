namespace EmailDispatch.Dispatch;

/// <summary>What follows from a failure.</summary>
public enum Verdict
{
    /// <summary>The provider's fault: the next one is tried now.</summary>
    NextProvider,

    /// <summary>The same may work later.</summary>
    TryLater,

    /// <summary>The recipient's mailbox: refused for good.</summary>
    Bounced,

    /// <summary>The message: refused for good.</summary>
    Failed,
}
