using EmailDispatch.Naming;

namespace EmailDispatch.Status;

/// <summary>How far an email, or one of its recipients, got. Stored and shown in lower case.</summary>
public enum EmailStatus
{
    /// <summary>Accepted for a later time.</summary>
    Scheduled,

    /// <summary>Accepted; waiting for the first attempt.</summary>
    Queued,

    /// <summary>An attempt is running.</summary>
    Sending,

    /// <summary>A provider answered 250 to the final dot. Nothing is known of delivery.</summary>
    Sent,

    /// <summary>Not sent yet; will be retried at a known time.</summary>
    Deferred,

    /// <summary>Permanently rejected by the recipient's side.</summary>
    Bounced,

    /// <summary>Not sent; the recipient's mailbox is not the cause.</summary>
    Failed,

    /// <summary>Never accepted: an invalid drop, or a submission that was interrupted before its email was queued.</summary>
    Rejected,

    /// <summary>Canceled while scheduled. It is never sent.</summary>
    Canceled,

    /// <summary>Not sent, because the address is on the do-not-send list, ours or the provider's own.</summary>
    Suppressed,

    /// <summary>The outcome cannot be known, and its sender asked for at most once.</summary>
    Unknown,
}

/// <summary>What follows from an <see cref="EmailStatus"/>.</summary>
public static class EmailStatusNames
{
    /// <summary>The last event in the words of the Resend API.</summary>
    public static string ToLastEvent(this EmailStatus status) => status switch
    {
        EmailStatus.Sending => "queued",
        EmailStatus.Deferred => "delivery_delayed",
        EmailStatus.Rejected => "failed",
        _ => status.ToName(),
    };

    /// <summary>Whether nothing more happens by itself.</summary>
    public static bool IsTerminal(this EmailStatus status) => status is not (EmailStatus.Scheduled or EmailStatus.Queued or EmailStatus.Sending or EmailStatus.Deferred);
}
