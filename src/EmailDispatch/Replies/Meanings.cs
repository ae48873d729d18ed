using static EmailDispatch.Replies.Concept;
using static EmailDispatch.Replies.FailureCategory;
using static EmailDispatch.Smtp.SmtpPhase;

namespace EmailDispatch.Replies;

/// <summary>
/// How the concepts of <see cref="Vocabulary"/> combine into a category, in any order and language. The first matching row decides. The sender
/// and our account come before the recipient: "sender address rejected: user unknown" names both, and must not bounce the recipient.
/// </summary>
internal static class Meanings
{
    // RFC 5321 section 4.2.3: servers put these before any cause.
    private static readonly string[] Templates =
    [
        " requested action not taken mailbox unavailable", " requested mail action not taken mailbox unavailable", " requested action not taken mailbox name not allowed", " requested action aborted local error in processing",
        " requested mail action aborted exceeded storage allocation", " requested action not taken insufficient system storage", " transaction failed",
    ];

    private static readonly string[] Prefaces = [" message rejected ", " mail rejected ", " email rejected ", " message refused ", " delivery failed "];

    /// <summary>Failures on our side. Checked before the phrases of <see cref="TextRules"/>, which are also about recipients and messages.</summary>
    public static IReadOnlyList<Meaning> Blame { get; } =
    [
        new("suppressed-by-provider", RecipientSuppressed, RcptTo, Suppressed),
        new("may-send-again-after", QuotaUsedUp, Auth, MaySend, Period) { Without = [Junk, OtherReason, NotOfTheServer, ClientAddress] },
        new("our-quota", QuotaUsedUp, MailFrom, Ours, Quota) { Without = [NotOfTheServer, Junk, OtherReason, Concept.Recipient, Addressee, Full, Mailbox] },
        new("our-quota-after-data", QuotaUsedUp, FinalDot, Quota) { Without = [Junk, OtherReason, NotOfTheServer, Concept.Recipient, Addressee, Full, Large, Harmful] },
        new("our-quota-over", QuotaUsedUp, FinalDot, Ours, Quota, Full) { Without = [NotOfTheServer, Junk, OtherReason, Concept.Recipient, Addressee] },
        new("no-credit", QuotaUsedUp, Auth, Credit) { Without = [Junk, OtherReason, NotOfTheServer, Concept.Suspended] },
        new("to-be-paid-for", QuotaUsedUp, Auth, Upgrade, Volume) { Without = [Junk, OtherReason, NotOfTheServer, Encryption, Concept.Recipient] },
        new("more-to-be-paid-for", QuotaUsedUp, Auth, Upgrade, Limit) { Without = [Junk, OtherReason, NotOfTheServer, Encryption, Concept.Recipient] },
        new("relay-over-limit", QuotaUsedUp, Auth, Relay, Limit) { To = MailFrom, Without = [Junk, OtherReason, Refused] },
        new("too-many-unknown", RateLimited, RcptTo, Recipients, Limit, Unknown),
        new("busy-at-door", ServiceUnavailable, Greeting, Limit, Pace) { To = Greeting, Without = [Host, ClientAddress, Ours, Junk, OtherReason, Listed, Concept.Domain] },
        new("too-many-gone", RateLimited, RcptTo, Recipients, Limit, Gone),
        new("password-wrong", Authentication, Auth, Password, Invalid) { To = Auth },
        new("password-to-renew", Authentication, Auth, Password, Renewal) { To = RcptTo, Without = [NotOfTheServer, Mailbox, Encryption] },
        new("client-name-refused", DomainAuthentication, MailFrom, ClientName, Refused),
        new("domain-elsewhere", RelayDenied, RcptTo, Concept.Domain, Elsewhere) { Without = [Concept.Sender] },
        new("account-elsewhere", RelayDenied, RcptTo, Account, Elsewhere) { Without = [Concept.Sender] },
        new("relay-refused-outright", RelayDenied, RcptTo, Relay, Refused) { To = RcptTo, Without = [ClientAddress, Host, Concept.Recipient, Addressee, Unknown, OtherReason, Junk, Limit, Listed, Harmful, Forwarding] },
        new("relay-off", RelayDenied, RcptTo, Relay, Concept.Suspended) { Without = [Limit, Junk, OtherReason, NotOfTheServer, Mailbox], NotBefore = [Concept.Recipient] },
        new("too-many-recipients-invalid", RateLimited, RcptTo, Recipients, Limit, Invalid) { To = RcptTo },
        new("tls-needed-to-send", Tls, MailFrom, Encryption, Needed, Ours) { To = RcptTo, Without = [NotOfTheServer, Later, Login] },
        new("closed-group", RelayDenied, MailFrom, ClosedGroup) { To = RcptTo, Without = [OtherReason, Junk, Limit] },
        new("sender-differs-from-login", SenderNotAllowed, MailFrom, Login, Mismatch) { Without = [Password, Encryption, ClientName, ClientAddress, Host, NotOfTheServer, OtherReason] },
        new("login-left-out", Authentication, MailFrom, NoLogin) { To = RcptTo, Without = [OtherReason, NotOfTheServer, Listed] },
        new("our-account-suspended", AccountSuspended, Auth, Ours, Concept.Suspended) { Without = [NotOfTheServer, ClientAddress, Host, OtherReason, Concept.Sender], NotBefore = [Concept.Recipient] },
        new("account-suspended-before-rcpt", AccountSuspended, Auth, Account, Concept.Suspended) { To = MailFrom, Without = [Limit] },
        new("account-suspended-after-rcpt", AccountSuspended, FinalDot, Account, Concept.Suspended) { Without = [NotOfTheServer, Limit], NotBefore = [Concept.Recipient, Concept.Message, Junk] },
        new("our-account-refused", SenderNotAllowed, MailFrom, Account, Refused, Ours) { Without = [Login, OtherReason, Junk, Limit, NotOfTheServer], NotBefore = [Concept.Recipient] },
        new("login-needed", Authentication, MailFrom, Login, Needed) { To = RcptTo, Without = [Concept.Sender, OtherReason, NotOfTheServer] },
        new("tls-needed", Tls, Greeting, Encryption, Needed) { To = RcptTo, Without = [NotOfTheServer, Later], NotBefore = [Concept.Recipient] },
        new("tls-missing", Tls, Greeting, Encryption, Refused) { To = RcptTo, Without = [NotOfTheServer, Later, Junk, OtherReason, Harmful], NotBefore = [Concept.Recipient] },
        new("tls-needed-after-data", Tls, FinalDot, Encryption, Needed) { Without = [Harmful, NotOfTheServer, Later, Concept.Recipient, Concept.Sender, Junk, OtherReason] },
        new("sender-over-limit", QuotaUsedUp, Auth, Concept.Sender, Limit, Period) { Without = [NotOfTheServer, Junk, OtherReason, Full], NotBefore = [Concept.Recipient] },
        new("our-limit", QuotaUsedUp, MailFrom, Ours, Limit, Period) { Without = [NotOfTheServer, Junk, OtherReason, Full, Concept.Recipient, Recipients, Addressee, ClientAddress, Host, Unknown, Pace, Large] },
        new("sender-refused", SenderNotAllowed, MailFrom, Concept.Sender, Refused) { Without = [Junk, Limit, OtherReason, Listed], NotBefore = [Concept.Recipient, NotOfTheServer] },
        new("sending-not-allowed", SenderNotAllowed, MailFrom, MaySend, Refused) { Without = [Junk, OtherReason, ClientAddress, Limit] },
        new("verified-domain-needed", SenderNotAllowed, MailFrom, Concept.Domain, Verification, Needed) { Without = [Junk, OtherReason, Later, Trouble] },
        new("relay-for-insiders", RelayDenied, RcptTo, Relay, Insiders, Only) { Without = [OtherReason, Junk, Limit] },
        new("receives-for-insiders", RelayDenied, RcptTo, Receiving, Only, Insiders) { To = RcptTo, Without = [OtherReason, Junk, Limit] },
        new("sandbox-for-some", SandboxRecipient, RcptTo, Sandbox, Only) { Without = [OtherReason, Junk, Limit, NotOfTheServer] },
        new("sandbox-refuses", SandboxRecipient, RcptTo, Sandbox, Refused) { Without = [OtherReason, Junk, Limit, NotOfTheServer] },
        new("sending-to-insiders", SenderNotAllowed, RcptTo, Insiders, Only) { Without = [OtherReason, Junk, Limit, NotOfTheServer, Receiving, Mailbox, Concept.Sender] },
        new("sender-not-verified", SenderNotAllowed, MailFrom, Concept.Sender, Verification) { Without = [OtherReason], NotBefore = [Concept.Recipient] },
        new("sender-unknown", SenderNotAllowed, MailFrom, Concept.Sender, Unknown) { Without = [Limit], NotBefore = [Concept.Recipient] },
        new("sender-incomplete", SenderNotAllowed, MailFrom, Concept.Sender, Needed) { Without = [Limit, Junk, OtherReason, Listed, Login], NotBefore = [Concept.Recipient, NotOfTheServer] },
        new("sender-gone", SenderNotAllowed, MailFrom, Concept.Sender, Gone) { Without = [Limit, Junk, OtherReason, Listed], NotBefore = [Concept.Recipient] },
        new("client-listed", Blocklisted, Greeting, ClientAddress, Listed) { Without = [Unknown, Login, Later], NotBefore = [Concept.Recipient] },
        new("password-failed", Authentication, Auth, Password, Failed) { To = Auth, Without = [Later, Trouble, Concept.Directory] },
        new("account-gone-before-rcpt", AccountSuspended, MailFrom, Account, Gone) { To = MailFrom, Without = [Later, Limit, Concept.Sender, ClientName, ClientAddress] },
        new("not-served", RelayDenied, RcptTo, Not, Served) { To = RcptTo, Without = [Concept.Sender, Unknown, Limit, Junk, OtherReason, Listed, Trouble, Suppressed, Full, Host] },
        new("receives-for-others", RelayDenied, RcptTo, Receiving, Only, Addressee) { To = RcptTo, Without = [Concept.Sender, Junk, Listed] },
        new("subject-missing", MessageInvalid, FinalDot, Subject, Needed) { Without = [OtherReason, Junk, Limit] },
        new("account-suspended-at-door", AccountSuspended, Greeting, Account, Concept.Suspended) { To = Greeting, Without = [Limit, ClientAddress, Host, ClientName, OtherReason, Listed, Junk, Trouble] },
        new("complaints", Blocklisted, Greeting, Complaint) { Without = [Suppressed], NotBefore = [Concept.Recipient] },
    ];

    /// <summary>All other failures. Checked if no phrase matched.</summary>
    public static IReadOnlyList<Meaning> Rest { get; } =
    [
        new("nested-too-deep", MessageInvalid, FinalDot, Nested),
        new("archive-locked", Policy, FinalDot, Harmful, Password) { Without = [Concept.Sender, Account] },
        new("not-stored", LocalError, FinalDot, Stored, Failed) { Without = [Junk, OtherReason, Full, Harmful, Large, Concept.Sender], Permanent = false },
        new("message-over-limit", MessageInvalid, FinalDot, Format, Limit) { Without = [OtherReason, Junk, Period] },
        new("line-too-long", MessageInvalid, FinalDot, Line, Large),
        new("mailbox-size-over-limit", MailboxFull, RcptTo, Mailbox, Size, Limit) { NotBefore = [Large], Without = [Concept.Sender, Ours], Permanent = false },
        new("too-large", TooLarge, MailFrom, Large),
        new("size-over-limit", TooLarge, MailFrom, Size, Limit) { Without = [Mailbox, Full, Quota, Junk, Pace, Recipients, Period, Line, Format] },
        new("too-many-recipients", TooManyRecipients, RcptTo, Recipients, Limit) { To = RcptTo, Without = [Period], Permanent = false },
        new("server-full", LocalError, RcptTo, Full, Server) { Without = [Concept.Recipient, Addressee, Quota, Account], Permanent = false },
        new("mailbox-full", MailboxFull, RcptTo, Full, Concept.Recipient) { Permanent = false },
        new("full", MailboxFull, RcptTo, Full) { To = RcptTo, Permanent = false },
        new("mailbox-over-limit", MailboxFull, RcptTo, Mailbox, Limit) { To = RcptTo, Without = [Concept.Sender, Ours], Permanent = false },
        new("quota-of-recipient", MailboxFull, RcptTo, Quota) { To = RcptTo, Without = [Period, Pace, Concept.Sender, Ours, Relay], Permanent = false },
        new("full-for-recipient", MailboxFull, FinalDot, Full, Addressee) { Permanent = false },
        new("storage-over-quota", MailboxFull, FinalDot, Full, Quota) { Without = [Large, Harmful, Junk, OtherReason, Concept.Sender], Permanent = false },
        new("our-pace", RateLimited, Greeting, Limit, Pace) { Without = [NotOfTheServer, Junk] },
        new("too-fast", RateLimited, Greeting, TooFast) { Without = [NotOfTheServer, Junk] },
        new("our-volume", QuotaUsedUp, Auth, Limit, Volume) { To = MailFrom, Without = [Junk, OtherReason, ClientAddress, Unknown] },
        new("our-volume-after-mail", QuotaUsedUp, RcptTo, Limit, Volume) { Without = [Junk, OtherReason, ClientAddress, Unknown, NotOfTheServer, Full, MaySend, Harmful] },
        new("sender-over-any-limit", QuotaUsedUp, MailFrom, Concept.Sender, Limit) { Without = [NotOfTheServer, Junk, OtherReason, Listed, Full, Large, Format, Line, Recipients, ClientAddress, Host], NotBefore = [Concept.Recipient] },
        new("client-abuses", Blocklisted, Greeting, ClientAddress, Abuse) { Without = [Unknown], NotBefore = [Concept.Recipient] },
        new("listed", Blocklisted, Greeting, Listed) { Without = [Unknown, Concept.Directory] },
        new("junk", Spam, Greeting, Junk),
        new("host-refused", Blocklisted, Greeting, Host, Refused) { To = Greeting, Without = [Limit, Trouble] },
        new("host-blocked", Blocklisted, Greeting, Host, Blocked) { Without = [Account], NotBefore = [Concept.Recipient] },
        new("message-malformed", MessageInvalid, FinalDot, Format, Invalid) { Without = [OtherReason, Concept.Recipient] },
        new("login-failed", Authentication, MailFrom, Login, Failed) { To = MailFrom, Without = [Concept.Sender, Later] },
        new("login-failed-at-rcpt", Authentication, RcptTo, Login, Failed) { To = RcptTo, Without = [Later, Concept.Message, Concept.Domain, Trouble, Concept.Directory, Format, NotOfTheServer] },
        new("login-only", Authentication, MailFrom, Login, Only) { To = RcptTo, Without = [Concept.Recipient, Concept.Sender, NotOfTheServer, OtherReason, Trouble] },
        new("login-suspended", Authentication, MailFrom, Login, Concept.Suspended) { Without = [OtherReason, NotOfTheServer, Concept.Message, Concept.Recipient, Junk, Encryption, Concept.Sender] },
        new("login-by-hand", Authentication, Auth, Login, Needed) { To = Auth, Without = [Trouble] },
        new("login-wanted", Authentication, MailFrom, Login, Refused) { To = RcptTo, Without = [Concept.Sender, OtherReason, Concept.Message, Concept.Domain] },
        new("suspended-before-rcpt", AccountSuspended, MailFrom, Concept.Suspended) { To = MailFrom, Without = [Concept.Sender, ClientAddress, Host, ClientName, Listed, OtherReason, Junk, Limit, Blocked, Later, Login, Trouble, Protocol, Encryption, Concept.Domain] },
        new("message-not-authenticated", DomainAuthentication, MailFrom, Login, Refused) { Without = [OtherReason] },
        new("relay-refused", RelayDenied, MailFrom, Relay, Refused) { Without = [OtherReason] },
        new("client-name-incomplete", DomainAuthentication, MailFrom, ClientName, Needed) { Without = [Concept.Recipient, Encryption, Login] },
        new("relay-failed", RelayDenied, RcptTo, Relay, Failed) { To = RcptTo, Without = [OtherReason, Later, Trouble, Unknown, Concept.Directory] },
        new("client-name-unknown", DomainAuthentication, MailFrom, ClientName, Unknown),
        new("address-of-client-not-allowed", RelayDenied, MailFrom, ClientAddress, Refused) { Without = [Junk, Record, Concept.Recipient] },
        new("not-in-directory", RecipientRefused, RcptTo, Concept.Directory, Unknown, Concept.Recipient) { To = RcptTo, Without = [Concept.Sender, Failed, Later, Host, ClientName, ClientAddress, Limit, Ours] },
        new("server-in-trouble", LocalError, MailFrom, Trouble) { Without = [OtherReason, Junk], Permanent = false },
        new("directory-in-trouble", LocalError, RcptTo, Concept.Directory, Failed) { Without = [OtherReason, Junk, Concept.Sender, Unknown], Permanent = false },
        new("domain-not-verified", SenderNotAllowed, FinalDot, Concept.Domain, Verification) { Without = [OtherReason, Junk] },
        new("sender-not-configured", SenderNotAllowed, MailFrom, Concept.Sender, Not, Configured) { Without = [OtherReason, Junk, Limit], NotBefore = [Concept.Recipient] },
        new("sender-suspended", SenderNotAllowed, MailFrom, Concept.Sender, Concept.Suspended) { Without = [OtherReason, Limit, Junk], NotBefore = [Concept.Recipient] },
        new("domain-suspended-after-rcpt", SenderNotAllowed, FinalDot, Concept.Domain, Concept.Suspended) { Without = [Concept.Recipient, NotOfTheServer, Blocked, ClientName, Host, Listed, Junk, OtherReason, Harmful, Trouble] },
        new("domain-not-configured", SenderNotAllowed, FinalDot, Concept.Domain, Not, Configured) { Without = [OtherReason, Junk, Concept.Recipient] },
        new("mailbox-suspended-for-now", TemporaryRefusal, RcptTo, Concept.Suspended, Concept.Recipient, Later) { To = RcptTo, Permanent = false },
        new("mailbox-suspended", MailboxDisabled, RcptTo, Concept.Suspended, Concept.Recipient) { To = RcptTo },
        new("account-of-recipient-suspended", MailboxDisabled, RcptTo, Concept.Suspended, Account) { To = RcptTo },
        new("receiving-suspended", MailboxDisabled, RcptTo, Concept.Suspended, NotOfTheServer) { To = RcptTo },
        new("new-mail-suspended", MailboxDisabled, RcptTo, Concept.Suspended, Receiving) { To = RcptTo, Without = [Concept.Sender, Host, ClientAddress, Ours, Junk, OtherReason, Listed] },
        new("content-refused", Policy, FinalDot, Harmful) { Without = [Concept.Recipient, Concept.Sender, Account, Trouble] },
        new("account-unknown", RecipientUnknown, RcptTo, Account, Unknown) { To = RcptTo, Without = [Ours, Concept.Sender, Login] },
        new("blocked", Blocklisted, Greeting, Blocked) { Without = [Concept.Recipient, Account, Concept.Sender] },
        new("source-refused", Blocklisted, RcptTo, Source, Refused) { To = RcptTo, Without = [Concept.Sender, Junk, Login], NotBefore = [Concept.Recipient] },
        new("receiving-refused", RecipientRefused, RcptTo, Receiving, Refused) { To = RcptTo, Without = [ClientAddress, Host, OtherReason, Junk, Concept.Sender] },
        new("account-unavailable", AccountSuspended, Auth, Account, Unavailable) { To = MailFrom, Without = [Later] },
        new("account-unavailable-after-rcpt", AccountSuspended, FinalDot, Account, Unavailable) { Without = [Later, NotOfTheServer], NotBefore = [Concept.Recipient] },
        new("no-recipient-named", NoValidRecipients, RcptTo, NoRecipient) { Permanent = false },
        new("no-recipient-left", NoValidRecipients, FinalDot, Recipients, Invalid) { Permanent = false },
        new("forwarding-broken", RecipientRefused, RcptTo, Forwarding, Record) { To = RcptTo, Without = [Concept.Sender, Host, ClientName, Login, Later] },
        new("mailbox-for-some", RecipientRefused, RcptTo, Mailbox, Only) { To = RcptTo, Without = [Full, Limit, Concept.Sender, Login, Relay, Later, ClientAddress, Insiders] },
        new("recipient-invalid", RecipientAddressInvalid, RcptTo, Concept.Recipient, Invalid) { Without = [Concept.Sender, ClientName, ClientAddress, Format, Concept.Message] },
        new("domain-unknown", RecipientDomainUnknown, RcptTo, Concept.Domain, Unknown) { To = RcptTo, NotBefore = [Concept.Recipient] },
        new("recipient-unknown", RecipientUnknown, RcptTo, Unknown, Concept.Recipient) { Without = [ClientAddress, ClientName, Limit] },
        new("unknown", RecipientRefused, RcptTo, Unknown) { To = RcptTo, Without = [Concept.Sender, Host, ClientName, Login, Concept.Message, Format, Encryption] },
        new("recipient-gone", RecipientRefused, RcptTo, Gone, Concept.Recipient) { To = RcptTo, Without = [Later, Concept.Sender, ClientAddress, ClientName, Encryption] },
        new("account-gone", RecipientRefused, RcptTo, Gone, Account) { To = RcptTo, Without = [Later, Concept.Sender, Ours, Login] },
        new("gone", RecipientRefused, RcptTo, Gone) { To = RcptTo, Without = [Concept.Sender, Host, ClientName, ClientAddress, Login, Format, Encryption, Later, Ours, Relay, Refused, Concept.Directory, Trouble, Junk, OtherReason, Harmful, Record] },
        new("domain-refused", RelayDenied, RcptTo, Concept.Domain, Refused) { To = RcptTo, Without = [Concept.Recipient, Concept.Sender, ClientName, Host, Invalid, Listed, Junk, OtherReason] },
        new("sender-failed", SenderNotAllowed, RcptTo, Concept.Sender, Failed) { Without = [OtherReason, Junk, Later, Concept.Recipient] },
        new("domain-suspended", RelayDenied, RcptTo, Concept.Domain, Concept.Suspended) { To = RcptTo, Without = [Concept.Recipient, Concept.Sender, ClientName, Host, Listed, Junk, OtherReason] },
        new("domain-gone", RecipientDomainUnknown, RcptTo, Gone, Concept.Domain) { To = RcptTo, Without = [Later, Concept.Sender, Host, ClientName] },
    ];

    /// <summary>A full mailbox, for which some servers send a code that says it is unknown.</summary>
    public static IReadOnlyList<Meaning> Space { get; } = [.. Rest.Where(m => m.Category == MailboxFull)];

    /// <summary>Removes the standard sentences, which say nothing.</summary>
    public static string WithoutTemplates(string text)
    {
        foreach (var template in Templates)
            text = text.Replace(template, "", StringComparison.Ordinal);
        foreach (var preface in Prefaces)
        {
            if (text.StartsWith(preface, StringComparison.Ordinal) && text.Length > preface.Length + 8)
                text = text[(preface.Length - 1)..];
        }

        // Splits tokens such as "daily_limit". Addresses are already replaced.
        text = text.Replace('_', ' ');
        text = text.Replace(" ipv4 ", " ip ", StringComparison.Ordinal).Replace(" ipv6 ", " ip ", StringComparison.Ordinal)
            .Replace(" ip address", " ip", StringComparison.Ordinal).Replace(" ip adress", " ip", StringComparison.Ordinal).Replace(" address @ip", " ip @ip", StringComparison.Ordinal);
        // Whom to contact is not who is at fault.
        text = text.Replace(" contact your ", " ask ", StringComparison.Ordinal).Replace(" contact the ", " ask ", StringComparison.Ordinal);
        return WithoutAmounts(text);
    }

    // "Per 5 minutes" becomes "per minutes"; the number of an RFC stays.
    private static string WithoutAmounts(string text)
    {
        var words = text.Split(' ');
        return string.Join(' ', words.Where((w, i) => w.Length == 0 || !w.All(char.IsAsciiDigit) || (i > 0 && words[i - 1] == "rfc")));
    }

    /// <summary>Whether the reply has more than a standard sentence but names neither an address nor a recipient.</summary>
    public static bool NamesNobody(string text)
    {
        text = WithoutTemplates(text);
        return text.Split(' ').Count(w => w.Length > 1 && w.All(char.IsLetter)) > 1 && !text.Contains("@ ", StringComparison.Ordinal)
            && Vocabulary.Find(Concept.Recipient, text) < 0 && Vocabulary.Find(Account, text) < 0 && Vocabulary.Find(NotOfTheServer, text) < 0;
    }

    /// <summary>Whether words that are not understood as a whole mention the sending host, relaying, a login or who may send.</summary>
    public static bool NamesOurSide(ConceptPlaces places) =>
        places.Has(Relay) || places.Has(ClientAddress) || places.Has(ClientName) || places.Has(Login) || places.Has(MaySend) || places.Has(Insiders);

    /// <summary>Sentences that servers add to any rejection. Checked after the enhanced codes.</summary>
    public static IReadOnlyList<Meaning> Template { get; } =
    [
        new("later", TemporaryRefusal, RcptTo, Later) { Permanent = false },
        new("message-refused", Policy, FinalDot, Concept.Message, Refused) { Without = [Concept.Recipient, Concept.Sender, Account] },
    ];
}
