using EmailDispatch.Smtp;
using static EmailDispatch.Providers.State.FailureWeight;
using static EmailDispatch.Replies.FailureCategory;
using static EmailDispatch.Replies.NextStep;
using static EmailDispatch.Smtp.SmtpPhase;

namespace EmailDispatch.Replies;

/// <summary>
/// What to do about a failure, by phase, category, permanence and strength of evidence. The first matching row decides; the last matches all.
/// </summary>
internal static class DecisionTable
{
    public static IReadOnlyList<DecisionRow> Rows { get; } =
    [
        // In any phase: between us and this provider.
        new("credentials refused", Dns, FinalDot, NextProvider, OpensLong, Authentication) { Alert = true },
        new("account suspended", Dns, FinalDot, NextProvider, OpensLong, AccountSuspended) { Alert = true },
        new("sender not allowed", Dns, FinalDot, NextProvider, None, SenderNotAllowed, DomainAuthentication, SandboxRecipient, AccountNotActivated, RelayDenied) { Alert = true },
        new("limit reached", Dns, FinalDot, NextProvider, CoolsUntil, QuotaUsedUp, RateLimited, InsufficientStorage),

        // No reply: it matters whether the final dot may have been sent.
        new("no reply after the final dot", FinalDot, FinalDot, NextStep.OutcomeUnknown, Counts, FailureCategory.OutcomeUnknown),
        new("ended in DATA", Data, Data, NextProvider, Counts, ConnectionLost),

        // Before the envelope, every failure is the provider's own state.
        new("at the door", Dns, Greeting, NextProvider, Counts),
        new("TLS demanded", Auth, FinalDot, NextProvider, OpensLong, Tls) { Alert = true },
        new("provider unavailable", Auth, Data, NextProvider, Counts, Network, NameNotFound, FailureCategory.Timeout, ServiceUnavailable),
        new("closed after the final dot", FinalDot, FinalDot, SameProviderLater, Counts, ServiceUnavailable, FailureCategory.Timeout, Network),
        new("login failed for now", Auth, Auth, NextProvider, Counts) { Permanent = false },
        new("login refused", Auth, Auth, NextProvider, OpensLong) { Alert = true },

        new("too large", MailFrom, FinalDot, LargerProviderOnly, None, TooLarge),
        new("MAIL FROM failed for now", MailFrom, MailFrom, NextProvider, Counts, LocalError, Greylisted, TemporaryRefusal) { Permanent = false },
        new("SMTPUTF8 not offered", MailFrom, MailFrom, NextProvider, None, MessageInvalid),
        new("MAIL FROM refused", MailFrom, MailFrom, NextProvider, None) { Alert = true },

        // From RCPT on: first the recipient, then the message.
        new("unknown recipient", RcptTo, FinalDot, BounceRecipient, None, RecipientUnknown, MailboxDisabled) { Permanent = true, Suppress = true },
        new("recipient refused", RcptTo, FinalDot, BounceRecipient, None, RecipientRefused, RecipientAddressInvalid, RecipientDomainUnknown) { Permanent = true },
        new("suppressed by the provider", RcptTo, FinalDot, SuppressRecipient, None, RecipientSuppressed),
        new("for now", RcptTo, FinalDot, SameProviderLater, None,
            Greylisted, LocalError, TemporaryRefusal, MailboxFull, RecipientRateLimited, TooManyRecipients, NoValidRecipients,
            RecipientUnknown, MailboxDisabled, RecipientRefused, RecipientAddressInvalid, RecipientDomainUnknown),
        // Another provider sends from another IP address, and may succeed where the reply gives no reason.
        new("sending host refused", RcptTo, FinalDot, OtherProviderOnly, None, Blocklisted) { Permanent = true },
        new("refused without a known reason", RcptTo, FinalDot, OtherProviderOnly, None, Policy, MessageInvalid) { Permanent = true, Specific = false },
        new("message refused", RcptTo, FinalDot, FailMessage, None, Spam, Virus, Policy, MessageInvalid, MailLoop) { Permanent = true },
        new("message refused for now", RcptTo, FinalDot, SameProviderLater, None, Spam, Blocklisted, Virus, Policy, MessageInvalid, MailLoop),

        new("unforeseen", Dns, FinalDot, SameProviderLater, None),
    ];

    public static DecisionRow Find(SmtpPhase phase, Diagnosis diagnosis)
    {
        foreach (var row in Rows)
        {
            if (row.Matches(phase, diagnosis))
                return row;
        }

        // Only for a phase out of range.
        return Rows[^1];
    }
}
