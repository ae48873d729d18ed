namespace EmailDispatch.Webhooks;

/// <summary>An event in a round of posts.</summary>
internal sealed class Offer(long sequence, string subject)
{
    public long Sequence => sequence;

    public string Subject => subject;

    /// <summary>The record of its wait; null for a new event.</summary>
    public WaitingEvent? Waiting { get; init; }

    /// <summary>The event; null until it is read.</summary>
    public LoggedEvent? Event { get; set; }

    /// <summary>Whether an earlier event of the same email waits.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>Whether there is nothing to post: the event was purged, or delivered by a replay.</summary>
    public bool IsGone { get; set; }

    /// <summary>The result; null if it was not posted.</summary>
    public WebhookAttempt? Attempt { get; set; }
}
