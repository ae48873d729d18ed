using static EmailDispatch.Replies.FailureCategory;

namespace EmailDispatch.Replies;

/// <summary>
/// The words of servers, from the most specific to the least. The first matching rule decides, so the order matters. Patterns are matched
/// against the normalised text (<see cref="ReplyNormaliser"/>): lower case, no punctuation, a space at each end. Every rule needs a real
/// reply in the tests' corpus.
/// </summary>
internal static class TextRules
{
    /// <summary>Vendor tokens, and phrases about our sender. Checked first.</summary>
    public static IReadOnlyList<TextRule> First { get; } = [.. Vendor(), .. Sender()];

    /// <summary>Phrases that mean more than their single words.</summary>
    public static IReadOnlyList<TextRule> Phrases { get; } = [.. Account(), .. Limits(), .. Content(), .. Recipient(), .. Server()];

    public static IReadOnlyList<TextRule> All { get; } = [.. First, .. Phrases];

    /// <summary>The meaning of a template that nothing follows.</summary>
    public static IReadOnlyList<TextRule> Templates { get; } =
    [
        new("template-storage", MailboxFull,
            "RFC 5321 552 in answer to RCPT; after DATA it speaks of the message, and the reply code decides.",
            " exceeded storage allocation "),
        new("template-later", TemporaryRefusal, "Servers add it to any refusal; it tells that waiting helps, not why.",
            " try again later ") { Permanent = false },
    ];

    private static TextRule[] Vendor() =>
    [
        new("yahoo-permanently-deferred", Blocklisted, "Yahoo TSS09 and TSS11: says deferred, means never.",
            "permanently deferred", "retrying will not succeed") { Permanent = true },
        new("yahoo-deferred", Blocklisted, "Yahoo TSS04 and its kin: volume or complaints, clears with time.",
            " tss0") { Permanent = false },
        new("yahoo-spamhaus", Blocklisted, "Yahoo BL21, BL23: the IP address is on a list of Spamhaus.", " bl21 ", " bl23 "),
        new("exchange-group", RecipientRefused, "5.7.133 and its kin: a group or mailbox that takes no outside mail, not our login.",
            " 5.7.12 ", " 5.7.124 ", " 5.7.129 ", " 5.7.133 ", " 5.7.134 ", " 5.7.135 ", " 5.7.136 ", "resolver.rst.authrequired",
            "resolver.rst.sendernotauthenticated", "resolver.rst.restricted"),
        new("exchange-recipient-size", TooLarge, "The recipient's own limit.",
            "recipsizelimit", "limit set by recipient", "too large for this recipient"),
        new("exchange-unknown", RecipientUnknown, "Exchange's resolver found no such address.", "resolver.adr.") { Permanent = true },
        new("exchange-directory-block", RecipientUnknown,
            "Directory-based edge blocking: Exchange Online answers so for an address it does not have.",
            " 5.4.1 *recipient address*rejected*access denied") { OnlyToRcpt = true },
        new("exchange-tenant-blocked", AccountSuspended, "5.7.501 to 5.7.503, 5.7.700 to 5.7.749 and 5.1.8: our tenant or mailbox may not send.",
            " 5.7.501 ", " 5.7.502 ", " 5.7.503 ", " 5.7.705 ", " 5.7.708 ", "outboundspamexception", "tenant has exceeded threshold", "bad outbound sender"),
        new("exchange-unregistered", SenderNotAllowed, "5.7.750: relaying from a domain that is not the tenant's.",
            " 5.7.750 ", "unregistered domains"),
        new("exchange-send-as", SenderNotAllowed, "The mailbox may not send as this address.",
            "sendasdenied", " 5.7.60 ", "permissions to send as"),
        new("exchange-submission-quota", QuotaUsedUp, "Recipients a day; ends 24 hours later.",
            "submission quota exceeded", "submissionquotaexceeded", " 5.1.90 ", " 5.1.92 ",
            "organization queue quota") { Window = LimitWindow.Day },
        new("exchange-recipient-rate", RecipientRateLimited, "5.2.121 and 5.2.122: the recipient's limit an hour, for us or for all.",
            " 5.2.121 ", " 5.2.122 ", "recipient thread limit") { Permanent = false },
        new("exchange-smtp-auth", Authentication, "5.7.139 and 5.7.57: login disabled or missing, also at MAIL FROM.",
            " 5.7.139 ", " 5.7.30 ", " 5.7.57 ", "not authenticated to send anonymous"),
        new("exchange-busy", LocalError, "4.7.500 with AS(77712344): the front end throttles for now.", " 4.7.500 "),
        new("exchange-reputation", Blocklisted,
            "4.7.650 and following: rate limited for the IP address's reputation, whatever the word says.",
            "due to ip reputation"),
        new("exchange-banned", Blocklisted, "5.7.511 and 5.7.606 to 5.7.649: the sending IP address.", " 5.7.511 ", " 5.7.60", "banned sending ip"),
        new("godaddy-hourly", QuotaUsedUp, "IB504 and IB607: this IP address has had its share of the hour.",
            " ib504 ", " ib607 ") { Window = LimitWindow.Hour },
        new("sendmail-host", RecipientDomainUnknown, "Sendmail names the address in front.", "@ invalid host name", "@ host unknown") { OnlyToRcpt = true },
        new("mimecast-spam", Spam, "Behind a general sentence the signature tells.", "mcspamsignature"),
        new("ses-iam", SenderNotAllowed, "The credentials' policy does not cover the identity.", "not authorized to perform ses"),
    ];

    private static TextRule[] Sender() =>
    [
        new("sandbox", SandboxRecipient, "Sandboxes of Mailgun and Resend: only the account's own addresses.",
            "sandbox subdomains", "authorized recipients", "only send testing emails", "free accounts are for test purposes",
            "recipient not verified", "recipient is not verified", "sandbox mode", "sandbox account", "in the sandbox"),
        new("identity-not-verified", SenderNotAllowed, "SES, SendGrid, SMTP2GO, Resend: verify the address or domain first.",
            "email address is not verified", "domain is not verified", "sender domain not verified", "verified sender identity",
            "domain is not associated with your account", "sender identity not verified", "sender not verified"),
        new("sender-verify", SenderNotAllowed, "A callout to our sender failed; a \"no such user\" in it is about the sender.",
            "sender verify", "sender verification", "verify sender"),
        new("sender-not-owned", SenderNotAllowed, "The sender is not the login's.",
            "not owned by", "must be same as authorization user", "not authorized to send from that", "not allowed to use the domain",
            "as a sender domain", "mail sending denied", "relaying disallowed as", "unauthenticated senders", "not allowed to send as"),
        new("sender-unresolvable", SenderNotAllowed, "The sender's domain does not exist for the server.",
            "domain of sender address*does not exist", "sender address rejected domain not found", "unresolvable*from domain",
            "sender domain must resolve", "sender address rejected need fully-qualified"),
        new("sender-empty", SenderNotAllowed, "No sender, or one that is none.", "blank sender", "emetteur invalide", "invalid sender"),
        new("sender-authentication", DomainAuthentication, "\"Sender is unauthenticated\" means SPF or DKIM, not our login.",
            " spf ", " spf-", " dkim ", " dmarc ", "authentication information", "mismatches client ip", "sender is unauthenticated",
            "unauthenticated email", "required authentication level"),
        new("sender-host", DomainAuthentication, "The sending host has no proper PTR record or HELO.",
            "ptr record", " ptr resource", "reverse dns", "valid sender domain", "cannot find your hostname", "invalid dns mx",
            "helo command rejected"),
    ];

    private static TextRule[] Account() =>
    [
        new("account-not-activated", AccountNotActivated, "Brevo says so at DATA, with 502 or 450.",
            "not yet activated", "account is not activated"),
        new("account-suspended", AccountSuspended, "The provider has shut our account or mailbox for sending.",
            "authentication failed account disabled", "account suspended", "sending suspended", "unusual sending activity",
            "sender address blocked", "compromised", "unpaid", "overdue", "past due", "verify your phone", "prove you are not a robot", "unsolicited email originating from your address"),
    ];

    private static TextRule[] Limits() =>
    [
        new("recipient-rate", RecipientRateLimited, "Their limit: what the recipient receives, whatever the code.",
            "receiving mail", "recipient has exceeded", "too many recent messages",
            " messages to @ deferred due to excessive volume", "inbound rate", "incoming rate") { Permanent = false },
        new("queue-of-bad-reputation", Blocklisted, "A rate limit laid on a bad sender, not a quota of ours.",
            "unusual rate of", "very low reputation", "unexpected volume or user complaints"),
        new("our-rate", RateLimited, "Our speed: over in moments.",
            "throttling failure maximum sending rate", "too many login attempts", "peak smtp relay limit", "per second", "ratelimit",
            "rate limit exceeded", "too frequent connects", "too fast", "submission rate", "frequency limited", "too many connections",
            "too much mail from", "sorry too many emails", "too many concurrent"),
        new("our-quota", QuotaUsedUp,
            "Our allowance: \"sending\", \"daily\", \"per hour\", \"credits\", and \"relay limit\", which is no refusal to relay.",
            "credits exceeded", "daily message quota", "daily quota", "sending quota", "daily smtp relay limit", "daily user sending", "relay limit", "relay quota",
            "sending limit", "message count", "mail count", "hour limit", "daily limit", "email quota limit", "message quota", "emails per hour", "failures per hour",
            "daily_*limit", "hourly_*limit", "weekly_*limit", "monthly_*limit", "daily_*quota", "hourly_*quota", "weekly_*quota", "monthly_*quota",
            "recipients*this hour", "bounce limit", "policy rejection*quota", "recipient limit exceeded", "rate overlimit", "hourly limit", "quota for sending"),
        new("greylisted", Greylisted, "Postgrey, SQLgrey, milter-greylist, Barracuda and others name it.",
            "greylist", "graylist", "grey-list") { Permanent = false },
    ];

    private static TextRule[] Content() =>
    [
        new("too-large", TooLarge, "The whole message, by the server's limit.",
            "message size limit", "message too large", "message too big", "file too big", "message size exceeds", "size exceeds maximum",
            "larger than the current system limit", "exceeds size limit"),
        new("message-format", MessageInvalid, "The message breaks RFC 5322 for the server.",
            "rfc 5322 compliant", "not rfc compliant", "duplicate header", "smtputf8", "8-bit data", "header error",
            "addresses in a from header", "valid address in the from header", "valid address in from header", "addresses in from header",
            "headers too large"),
        new("mail-loop", MailLoop, "Too many Received fields.", "mail loop", "loop detected", "too many hops", "hop count", " looping "),
        new("block-list", Blocklisted, "DNS block lists, and lists of the server's own.",
            "spamhaus", "dnsbl", "blacklist", "block list", "blocklist", "blocked using", "sorbs", "is_blocked",
            "poor reputation", "comcast block for spam", "host network not allowed", "blocked - see", "@ blocked", "client host rejected",
            "ers-customized-block", "not authorized to*send email directly", " @ blocked "),
        new("cloudmark-aup", Blocklisted, "Cox and Spectrum: AUP with a code says which list, or which limit, if words do not.", " aup#"),
        new("virus", Virus, "A scanner found one.", " virus "),
        new("spam", Spam, "A filter judged the content.",
            " spam ", "unsolicited mail", " ube ", "mail content denied", "message filtered", "spamming", "notspam-support"),
        new("content-policy", Policy, "The content breaks a rule of the server.",
            "illegal attachment", "attachment type", "content presents a potential", "message content rejected", "banned content", "executable content"),
        new("policy", Policy, "A rule of the server or the recipient's organisation.",
            "policy reasons", "policy restrictions", "local policy", "policy violation", "restricted by policy", "policy error",
            "anti-spoofing", "blocked senders", "spoofed message", "denied by policy", "a policy that prohibited", "policy rejection",
            "security policies", "envelope blocked"),
    ];

    private static TextRule[] Recipient() =>
    [
        new("mailbox-full", MailboxFull, "Clears when they tidy up, also under 5xx.",
            "mailbox full", "over quota", "overquota", "out of storage space", "quota exceeded", "mailbox size limit",
            "destinataire pleine", "quota violation", "full mailbox") { Permanent = false },
        new("mail-data", MailboxFull, "After DATA it speaks of the message.", "too much mail data") { OnlyToRcpt = true, Permanent = false },
        new("temporary", TemporaryRefusal, "Says temporary, whatever the code.",
            "temporary locked", "temporarily locked", "unverified address", "temporary domain failure", "recipient temporarily unavailable",
            "verification in progress") { Permanent = false },
        new("domain-unknown", RecipientDomainUnknown, "The recipient's domain.",
            "host unknown", "does not accept mail", "unrouteable", "unroutable"),
        new("mailbox-disabled", MailboxDisabled, "The mailbox is there no more for anyone.",
            "tried to reach is disabled", "tried to reach is inactive", "mailbox is disabled", "inactive email address",
            "due to inactivity", "mailbox is frozen", "inactive user", "invalid/inactive", "disabled recipient",
            "address rejected inactive", "account is disabled", "disabled or discontinued", "recipient account is blocked"),
        new("user-unknown", RecipientUnknown, "There is no such mailbox, in the words of many servers.",
            "user unknown", "unknown user", "no such user", "no such recipient", "no such mailbox", "no such addressee", "user does not exist", "does not exist*nosuchuser", "doesn't have a*account",
            "is no longer valid", "mailbox does not exist", "mailbox not found", "unknown or illegal alias", "no longer on server",
            "not our customer", "mailbox unallocated", "destinataire invalide", "invalid recipient", "invalid-recipient",
            "not a registered gateway user", "undeliverable address", "addressee unknown", "user not exist", "marked as invalid",
            "not our user", "recipient not found", "user not found"),
        new("recipient-refused", RecipientRefused, "Not wanted there, but perhaps there.",
            "rejected by destination domain", "recipient preferences", "badrcptto", "cannot deliver mail for"),
        new("recipient-syntax", RecipientAddressInvalid, "The address itself.",
            "not a valid rfc-5321 address", "invalid address", "address too long", "address is too long", "bad address syntax", "recipient address rejected need fully-qualified"),
        new("too-many-recipients", TooManyRecipients, "RFC 5321 section 4.5.3.1.10: the rest goes in another transaction.",
            "too many recipients", "recipient policy mismatch") { Permanent = false },
        new("no-valid-recipients", NoValidRecipients, "Only echoes the refusals of RCPT before it.",
            "no valid recipients") { Permanent = false },
    ];

    private static TextRule[] Server() =>
    [
        new("relay-denied", RelayDenied, "The server takes us for a stranger.",
            "relaying denied", "relay access denied", "relay denied", "relay not permitted", "list of allowed", "allowed rcpthosts", "credentials for relay", "as a relay",
            "open relay", "unable to relay", "mail relay", "relaying mail to", "handle mail for", "not a gateway", "specified domain", "isn't in my list", "is not in my list", "another host to act"),
        new("tls-required", Tls, "The server wants TLS first, or has none to give.",
            "must issue a starttls", "without ssl/tls", "encryption required", "tls not available"),
        new("login", Authentication, "Login words come late: credits and senders are refused as \"authentication failed\" too.",
            "authentication required", "username and password not accepted", "application-specific password", "log in via your web browser",
            "authentication failed", "authentication unsuccessful", "authentication credentials invalid", "bad auth attempts",
            "invalid login", "authentication not enabled", "turn on smtp authentication", "authenticate first",
            "incorrect authentication data"),
        new("closing", ServiceUnavailable, "RFC 5321 section 3.8: with or without 421.",
            "closing transmission channel", "not accepting connections"),
        new("timeout", FailureCategory.Timeout, "The server tired of waiting.", "timeout exceeded"),
        new("space", InsufficientStorage, "The server's disk.",
            "insufficient disk space", "insufficient system storage", "insufficient system resources"),
        new("local-error", LocalError, "The server's own trouble.",
            "server busy", "temporarily unavailable", "temporary lookup failure", "system config error", "temporarily rejected message",
            "currently unavailable", "multiple destination domains") { Permanent = false },
    ];
}
