namespace EmailDispatch.Status;

/// <summary>How an email was tried since it was accepted, or since it was last retried by hand.</summary>
public sealed record RetryWindow
{
    /// <summary>The window of an email that was never retried, at its beginning.</summary>
    public static readonly RetryWindow First = new();

    /// <summary>How often the email was retried by hand, over all its windows.</summary>
    public int Retries { get; init; }

    /// <summary>The number of the last attempt before this window.</summary>
    public int After { get; init; }

    /// <summary>After how many attempts of this window a server named the time of the next one; the schedule does not count them.</summary>
    public int AskedWaits { get; init; }

    /// <summary>How many attempts of this window were left unfinished by the instance that made them, and taken over by another.</summary>
    public int TakeOvers { get; init; }
}
