using EmailDispatch.Naming;

namespace EmailDispatch.Status;

/// <summary>The status of an email, or of one of its recipients. Stored and shown in lower case.</summary>
public enum EmailStatus
{
    /// <summary>Accepted for a later time.</summary>
    Scheduled,

    /// <summary>Accepted; waiting for the first attempt.</summary>
    Queued,

    /// <summary>An attempt is running.</summary>
    Sending,

    /// <summary>A provider answered 250 to the final dot. Whether it was delivered is unknown.</summary>
    Sent,

    /// <summary>Not sent yet; will be retried at a known time.</summary>
    Deferred,

    /// <summary>Permanently rejected by the recipient's side.</summary>
    Bounced,

    /// <summary>Not sent; the recipient's mailbox is not the cause.</summary>
    Failed,

    /// <summary>Never accepted: an invalid drop, or a submission that was interrupted before its email was queued.</summary>
    Rejected,

    /// <summary>Canceled while scheduled; never sent.</summary>
    Canceled,

    /// <summary>Not sent, because the address is on our do-not-send list or the provider's.</summary>
    Suppressed,

    /// <summary>The outcome cannot be known, and the sender asked for at most once.</summary>
    Unknown,
}

public static class EmailStatusNames
{
    /// <summary>The name of the last event in the Resend API.</summary>
    public static string ToLastEvent(this EmailStatus status) => status switch
    {
        EmailStatus.Sending => "queued",
        EmailStatus.Deferred => "delivery_delayed",
        EmailStatus.Rejected => "failed",
        _ => status.ToName(),
    };

    /// <summary>Whether the email stays in this status unless somebody acts.</summary>
    public static bool IsTerminal(this EmailStatus status) => status is not (EmailStatus.Scheduled or EmailStatus.Queued or EmailStatus.Sending or EmailStatus.Deferred);
}
