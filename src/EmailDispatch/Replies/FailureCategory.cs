namespace EmailDispatch.Replies;

/// <summary>What went wrong, in the field's words. What follows from it is another question: <see cref="DecisionTable"/>.</summary>
public enum FailureCategory
{
    /// <summary>Nothing that is known: deferred, and logged as an error.</summary>
    Unforeseen,

    /// <summary>The provider's host name has no address.</summary>
    NameNotFound,

    /// <summary>The connection was refused, unreachable or lost before DATA.</summary>
    Network,

    /// <summary>No answer in time, before DATA.</summary>
    Timeout,

    /// <summary>The TLS handshake, the certificate, or a server that wants TLS first.</summary>
    Tls,

    /// <summary>The provider is closing or not serving: 421 and refusals at the door.</summary>
    ServiceUnavailable,

    /// <summary>Our credentials are refused, missing or of the wrong kind.</summary>
    Authentication,

    /// <summary>Our account at the provider is disabled or blocked.</summary>
    AccountSuspended,

    /// <summary>Our account at the provider was never activated for sending.</summary>
    AccountNotActivated,

    /// <summary>The sender address or domain is not verified, does not exist, or is not ours to use at this provider.</summary>
    SenderNotAllowed,

    /// <summary>SPF, DKIM, DMARC, PTR or HELO of the sending side does not pass.</summary>
    DomainAuthentication,

    /// <summary>The provider's sandbox: only verified recipients are allowed. Says nothing about the mailbox.</summary>
    SandboxRecipient,

    /// <summary>The server does not relay for us.</summary>
    RelayDenied,

    /// <summary>We send too fast for the provider.</summary>
    RateLimited,

    /// <summary>Our quota or credits at the provider are used up.</summary>
    QuotaUsedUp,

    /// <summary>The provider is short of space.</summary>
    InsufficientStorage,

    /// <summary>Refused once on purpose; the second try succeeds.</summary>
    Greylisted,

    /// <summary>The recipient gets more mail than their side allows.</summary>
    RecipientRateLimited,

    /// <summary>Too many recipients in one transaction.</summary>
    TooManyRecipients,

    /// <summary>There is no such mailbox.</summary>
    RecipientUnknown,

    /// <summary>The mailbox exists no longer in use: disabled, inactive, closed.</summary>
    MailboxDisabled,

    /// <summary>The recipient's domain does not exist or takes no mail.</summary>
    RecipientDomainUnknown,

    /// <summary>The recipient's address is not well-formed for the server.</summary>
    RecipientAddressInvalid,

    /// <summary>The recipient's mailbox is full.</summary>
    MailboxFull,

    /// <summary>The recipient is refused for a reason that does not say the mailbox is unknown.</summary>
    RecipientRefused,

    /// <summary>The recipient is on the provider's own do-not-send list.</summary>
    RecipientSuppressed,

    /// <summary>After DATA: every recipient had been refused before; those refusals tell why.</summary>
    NoValidRecipients,

    /// <summary>Refused for now, without a reason.</summary>
    TemporaryRefusal,

    /// <summary>The message is larger than the server takes.</summary>
    TooLarge,

    /// <summary>The message breaks a rule of its format.</summary>
    MessageInvalid,

    /// <summary>The message goes round in circles.</summary>
    MailLoop,

    /// <summary>The sending address, domain or IP address is on a block list or has a bad reputation.</summary>
    Blocklisted,

    /// <summary>The content is taken for spam.</summary>
    Spam,

    /// <summary>The content is taken for a virus.</summary>
    Virus,

    /// <summary>A rule of the server or the recipient forbids the message.</summary>
    Policy,

    /// <summary>The server's own trouble, for now.</summary>
    LocalError,

    /// <summary>The session ended in DATA, before the final dot left.</summary>
    ConnectionLost,

    /// <summary>The final dot may have left, and no reply came.</summary>
    OutcomeUnknown,
}
