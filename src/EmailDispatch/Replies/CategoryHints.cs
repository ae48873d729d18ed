using EmailDispatch.Smtp;

namespace EmailDispatch.Replies;

/// <summary>
/// Cause and fix of each category. They hold for an email and for a connection test, so they do not say what the dispatcher does next.
/// </summary>
internal static class CategoryHints
{
    /// <summary>For <see cref="CategoryNames.DispatcherFault"/>.</summary>
    public static readonly Hint DispatcherFault = new(
        CategoryNames.DispatcherFault,
        "The dispatcher itself failed; neither the provider nor the recipient is the cause.",
        "Look for the email's id in the log (events 2007 and 2009), and please file an issue.");

    private static readonly Dictionary<FailureCategory, Hint> ByCategory = new()
    {
        [FailureCategory.Authentication] = new(
            "credentials_refused",
            "The provider refused the credentials.",
            "Check user name and secret; many services want an API or SMTP key here, not the account's password."),
        [FailureCategory.AccountSuspended] = new(
            "account_suspended",
            "The provider has blocked the account for sending.",
            "Look for a notice of the provider and ask its support to lift the block."),
        [FailureCategory.AccountNotActivated] = new(
            "account_not_activated",
            "The account is not activated for sending yet.",
            "Complete the provider's activation or ask its support for it."),
        [FailureCategory.SenderNotAllowed] = new(
            "sender_not_allowed",
            "The sender address or domain is not verified or not allowed at this provider.",
            "Verify the domain or address in the provider's console, or restrict this provider to the domains it may send for (from_domains)."),
        [FailureCategory.DomainAuthentication] = new(
            "domain_authentication",
            "SPF, DKIM, DMARC or reverse DNS of the sending side does not pass.",
            "Publish the provider's SPF include and DKIM keys for the sender's domain and align the From domain with them."),
        [FailureCategory.SandboxRecipient] = new(
            "provider_sandbox",
            "The provider's account is in its sandbox: only verified recipients are accepted.",
            "Ask the provider for production access, or verify the recipient for tests."),
        [FailureCategory.RelayDenied] = new(
            "relay_denied",
            "The server does not relay for this client: no login, or the sender's domain is not registered there.",
            "Configure the login, and register the sender's domain or this service's IP address with the provider."),
        [FailureCategory.RateLimited] = new(
            "rate_limited",
            "More was sent at once than the provider allows.",
            "Set per_second and max_connections to the provider's figures."),
        [FailureCategory.QuotaUsedUp] = new(
            "quota_used_up",
            "The provider's quota for the hour or the day is used up.",
            "Set per_hour and per_day to the plan's figures, add a provider, or upgrade the plan."),
        [FailureCategory.Tls] = new(
            "tls_required",
            "The server demands TLS, or its TLS does not work.",
            "Set security to StartTls with port 587, or SslOnConnect with port 465."),
        [FailureCategory.TooLarge] = new(
            "too_large",
            "The message is larger than the server takes.",
            "Link to large files instead of attaching them; set max_message_bytes to the provider's limit."),
        [FailureCategory.Blocklisted] = new(
            "blocklisted",
            "The server blocks the sending IP address or domain, by a block list or for its reputation.",
            "Look the address up in the list if the reply names one, and ask the provider for a clean or dedicated IP address."),
        [FailureCategory.NameNotFound] = Hints.ByFault[FaultKind.NameNotFound],
        [FailureCategory.Network] = Hints.ByFault[FaultKind.ConnectionLost],
        [FailureCategory.Timeout] = Hints.ByFault[FaultKind.Timeout],
        [FailureCategory.ServiceUnavailable] = new(
            "service_unavailable",
            "The server does not take emails now, or closed the session.",
            "Wait if it is brief, since other providers are used; if it lasts, read the provider's status page or ask its support."),
        [FailureCategory.InsufficientStorage] = new(
            "insufficient_storage",
            "The server is out of space.",
            "Wait, and ask the provider's support if it lasts."),
        [FailureCategory.LocalError] = new(
            "local_error",
            "The server failed for a reason of its own.",
            "Wait: it usually passes by itself; ask the provider's support if it lasts."),
        [FailureCategory.TemporaryRefusal] = new(
            "temporary_refusal",
            "The server refused for now and gave no reason.",
            "Wait: it usually passes by itself; ask the provider's support if it lasts."),
        [FailureCategory.Greylisted] = new(
            "greylisted",
            "The recipient's server refuses unknown senders once on purpose.",
            "Wait: a later attempt is usually accepted."),
        [FailureCategory.RecipientRateLimited] = new(
            "recipient_rate_limited",
            "The recipient gets more mail at the moment than its server allows.",
            "Wait; if it is frequent, send this recipient fewer emails."),
        [FailureCategory.TooManyRecipients] = new(
            "too_many_recipients",
            "The email has more recipients than the server takes at once.",
            "Set MaxRecipients of this provider to its limit, or send to fewer recipients at once."),
        [FailureCategory.RecipientUnknown] = new(
            "recipient_unknown",
            "The mailbox does not exist.",
            "Correct or remove the address in your data."),
        [FailureCategory.MailboxDisabled] = new(
            "mailbox_disabled",
            "The mailbox is no longer in use: disabled, inactive or closed.",
            "Remove the address from your data, or ask the recipient for another one."),
        [FailureCategory.RecipientDomainUnknown] = new(
            "recipient_domain_unknown",
            "The recipient's domain does not exist or takes no mail.",
            "Check the address for typing errors."),
        [FailureCategory.RecipientAddressInvalid] = new(
            "recipient_address_invalid",
            "The server considers the recipient's address malformed.",
            "Check the address for typing errors."),
        [FailureCategory.MailboxFull] = new(
            "mailbox_full",
            "The mailbox is full.",
            "Wait until the recipient makes room; if it lasts, the mailbox may be abandoned."),
        [FailureCategory.RecipientRefused] = new(
            "recipient_refused",
            "The server refuses the recipient, for a reason other than an unknown mailbox.",
            "Read the reply; ask the recipient whether the address is right and may get your emails."),
        [FailureCategory.RecipientSuppressed] = new(
            "recipient_suppressed",
            "The recipient is on the provider's own do-not-send list.",
            "If the recipient wants your emails, remove the address from that list in the provider's console."),
        [FailureCategory.NoValidRecipients] = new(
            "no_valid_recipients",
            "Every recipient had been refused before the message.",
            "Read the replies of the recipients."),
        [FailureCategory.MessageInvalid] = new(
            "message_invalid",
            "The server considers the message malformed.",
            "Read the reply: often it is a header, an address or the length of a line."),
        [FailureCategory.MailLoop] = new(
            "mail_loop",
            "The message travels in a circle between servers.",
            "Ask the administrator of the recipient's domain to check its forwarding."),
        [FailureCategory.Spam] = new(
            "spam",
            "A filter considers the message spam.",
            "Read the email's advice, check its links and your domain's SPF, DKIM and DMARC, and do not retry it unchanged."),
        [FailureCategory.Virus] = new(
            "virus",
            "A scanner found dangerous content in the message.",
            "Check attachments and links; link to files instead of attaching programs, macros or archives."),
        [FailureCategory.Policy] = new(
            "policy",
            "A rule of the server or of the recipient forbids the message.",
            "Read the reply, and ask its administrator which rule it is."),
        [FailureCategory.ConnectionLost] = new(
            "lost_in_message",
            "The connection ended in the middle of the message, so the provider does not have it.",
            "If it is frequent, check the limits of size and time at the provider and on firewalls in between."),
        [FailureCategory.OutcomeUnknown] = new(
            "outcome_unknown",
            "No answer to the complete message arrived, so the provider may have accepted it.",
            "Look for its Message-ID in the provider's log; if it is frequent, raise CommandTimeout or ask the provider's support."),
        [FailureCategory.Unforeseen] = new(
            "unforeseen",
            "The reply matches no known failure.",
            "Read the reply, and please file an issue with its text."),
    };

    public static Hint Of(FailureCategory category) => ByCategory[category];
}
