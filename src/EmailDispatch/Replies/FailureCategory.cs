namespace EmailDispatch.Replies;

/// <summary>What went wrong. <see cref="DecisionTable"/> decides what to do about it.</summary>
public enum FailureCategory
{
    /// <summary>Not recognised: deferred, and logged as an error.</summary>
    Unforeseen,

    /// <summary>The provider's host name has no address.</summary>
    NameNotFound,

    /// <summary>The connection was refused, unreachable or lost before DATA.</summary>
    Network,

    /// <summary>No reply in time, before DATA.</summary>
    Timeout,

    /// <summary>The TLS handshake or the certificate failed, or the server requires TLS first.</summary>
    Tls,

    /// <summary>The provider is closing or not serving: 421, or a rejected connection.</summary>
    ServiceUnavailable,

    /// <summary>Our credentials are rejected, missing or of the wrong kind.</summary>
    Authentication,

    /// <summary>Our account at the provider is disabled or blocked.</summary>
    AccountSuspended,

    /// <summary>Our account at the provider was never activated for sending.</summary>
    AccountNotActivated,

    /// <summary>The sender address or domain is not verified, does not exist, or may not be used by us at this provider.</summary>
    SenderNotAllowed,

    /// <summary>SPF, DKIM, DMARC, PTR or HELO of the sending side failed.</summary>
    DomainAuthentication,

    /// <summary>The provider's sandbox accepts only verified recipients. Says nothing about the mailbox.</summary>
    SandboxRecipient,

    RelayDenied,

    /// <summary>We send too fast for the provider.</summary>
    RateLimited,

    /// <summary>Our quota or credits at the provider are used up.</summary>
    QuotaUsedUp,

    /// <summary>The provider is out of space.</summary>
    InsufficientStorage,

    /// <summary>Rejected once on purpose; a retry succeeds.</summary>
    Greylisted,

    /// <summary>The recipient gets more mail than their server allows.</summary>
    RecipientRateLimited,

    TooManyRecipients,

    /// <summary>The mailbox does not exist.</summary>
    RecipientUnknown,

    /// <summary>The mailbox is no longer in use: disabled, inactive or closed.</summary>
    MailboxDisabled,

    /// <summary>The recipient's domain does not exist or takes no mail.</summary>
    RecipientDomainUnknown,

    /// <summary>The server considers the recipient's address malformed.</summary>
    RecipientAddressInvalid,

    MailboxFull,

    /// <summary>The recipient is rejected, for a reason that does not say that the mailbox is unknown.</summary>
    RecipientRefused,

    /// <summary>The recipient is on the provider's own do-not-send list.</summary>
    RecipientSuppressed,

    /// <summary>After DATA: every recipient had been rejected before. Those replies give the reason.</summary>
    NoValidRecipients,

    /// <summary>Temporarily rejected, without a reason.</summary>
    TemporaryRefusal,

    TooLarge,

    MessageInvalid,

    /// <summary>The message loops between servers.</summary>
    MailLoop,

    /// <summary>The sending address, domain or IP address is on a block list or has a bad reputation.</summary>
    Blocklisted,

    Spam,

    Virus,

    /// <summary>A rule of the server or the recipient forbids the message.</summary>
    Policy,

    /// <summary>A temporary failure of the server itself.</summary>
    LocalError,

    /// <summary>The session ended in DATA, before the final dot was sent.</summary>
    ConnectionLost,

    /// <summary>The final dot may have been sent, but no reply came.</summary>
    OutcomeUnknown,
}
