namespace EmailDispatch.Status;

/// <summary>Where an email, or one of its recipients, is on its way. Stored and shown in lower case.</summary>
public enum EmailStatus
{
    /// <summary>Accepted; waits for the time its sender set.</summary>
    Scheduled,

    /// <summary>Accepted; waits for its first attempt.</summary>
    Queued,

    /// <summary>An attempt is under way.</summary>
    Sending,

    /// <summary>A provider answered 250 to the final dot. Nothing is known of delivery.</summary>
    Sent,

    /// <summary>Not sent yet; will be tried again at a known time.</summary>
    Deferred,

    /// <summary>A recipient was refused for good, in session.</summary>
    Bounced,

    /// <summary>Given up for a reason that is not the recipient's mailbox.</summary>
    Failed,

    /// <summary>Never accepted: an invalid drop, or a submission that was cut short before its email was queued.</summary>
    Rejected,

    /// <summary>Called back by its sender before its time. It is never sent.</summary>
    Canceled,

    /// <summary>Not sent, because the address is on the do-not-send list, ours or the provider's own.</summary>
    Suppressed,

    /// <summary>Whether it was sent cannot be known, and its sender asked for at most once.</summary>
    Unknown,
}
