namespace EmailDispatch.Webhooks;

/// <summary>An event in a round of posts.</summary>
/// <param name="sequence">Its number.</param>
/// <param name="subject">What it is about.</param>
internal sealed class Offer(long sequence, string subject)
{
    public long Sequence => sequence;

    public string Subject => subject;

    /// <summary>That it waited for this; null for one that was never tried.</summary>
    public WaitingEvent? Waiting { get; init; }

    /// <summary>The event; null while it is not read.</summary>
    public LoggedEvent? Event { get; set; }

    /// <summary>Whether it is behind one that waits.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>Whether there is nothing to post: purged, or taken when somebody replayed it.</summary>
    public bool IsGone { get; set; }

    /// <summary>What came of it; null if it was not posted.</summary>
    public WebhookAttempt? Attempt { get; set; }
}
