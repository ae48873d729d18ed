using EmailDispatch.Smtp;
using static EmailDispatch.Replies.FailureCategory;

namespace EmailDispatch.Replies;

/// <summary>
/// The meaning of an enhanced status code, used if no words decided (RFC 3463, with RFC 5248, 7372 and 7505). General codes (x.0.0, 1.0, 2.0,
/// 5.0) say nothing, so the reply code decides.
/// </summary>
internal static class EnhancedCodes
{
    private static readonly Dictionary<string, (FailureCategory Permanent, FailureCategory Transient)> Table = new(StringComparer.Ordinal)
    {
        ["1.1"] = (RecipientUnknown, RecipientUnknown),
        ["1.2"] = (RecipientDomainUnknown, RecipientDomainUnknown),
        ["1.3"] = (RecipientAddressInvalid, RecipientAddressInvalid),
        ["1.4"] = (RecipientRefused, TemporaryRefusal),
        ["1.6"] = (RecipientUnknown, TemporaryRefusal),
        ["1.7"] = (SenderNotAllowed, SenderNotAllowed),
        ["1.8"] = (SenderNotAllowed, SenderNotAllowed),
        ["1.10"] = (RecipientDomainUnknown, RecipientDomainUnknown),
        ["2.1"] = (MailboxDisabled, TemporaryRefusal),
        ["2.2"] = (MailboxFull, MailboxFull),
        ["2.3"] = (TooLarge, TooLarge),
        ["2.4"] = (RecipientRefused, TemporaryRefusal),
        ["3.1"] = (InsufficientStorage, InsufficientStorage),
        ["3.4"] = (TooLarge, TooLarge),
        ["3.5"] = (LocalError, LocalError),
        ["4.4"] = (RecipientDomainUnknown, LocalError),
        ["4.5"] = (LocalError, LocalError),
        ["4.6"] = (MailLoop, MailLoop),
        ["4.7"] = (TemporaryRefusal, TemporaryRefusal),
        ["5.3"] = (TooManyRecipients, TooManyRecipients),
        ["6.0"] = (MessageInvalid, MessageInvalid),
        ["6.1"] = (Policy, Policy),
        ["6.3"] = (MessageInvalid, MessageInvalid),
        ["6.6"] = (MessageInvalid, MessageInvalid),
        ["6.7"] = (MessageInvalid, MessageInvalid),
        ["6.9"] = (MessageInvalid, MessageInvalid),
        ["7.0"] = (Policy, TemporaryRefusal),
        ["7.1"] = (Policy, Greylisted),
        ["7.2"] = (RecipientRefused, TemporaryRefusal),
        ["7.8"] = (Authentication, Authentication),
        ["7.10"] = (Tls, Tls),
        ["7.11"] = (Tls, Tls),
        ["7.13"] = (AccountSuspended, AccountSuspended),
        ["7.20"] = (DomainAuthentication, DomainAuthentication),
        ["7.21"] = (DomainAuthentication, DomainAuthentication),
        ["7.22"] = (DomainAuthentication, DomainAuthentication),
        ["7.23"] = (DomainAuthentication, DomainAuthentication),
        ["7.24"] = (DomainAuthentication, DomainAuthentication),
        ["7.25"] = (DomainAuthentication, DomainAuthentication),
        ["7.26"] = (DomainAuthentication, DomainAuthentication),
        ["7.27"] = (SenderNotAllowed, SenderNotAllowed),
    };

    // Used so loosely in practice that words say more.
    private static readonly HashSet<string> Vague = ["1.4", "2.4", "3.1", "3.5", "4.4", "4.5", "4.7", "5.3", "6.0", "6.1", "7.0", "7.1", "7.2"];

    /// <summary>Whether the code is precise. No code is precise about a mailbox or message that was not named yet.</summary>
    public static bool IsPrecise(NormalisedReply reply, SmtpPhase phase) =>
        IsPrecise(reply) && !(phase < SmtpPhase.RcptTo && reply.Enhanced is ['2' or '6', ..]);

    /// <summary>Whether servers use the code only for its defined meaning.</summary>
    public static bool IsPrecise(NormalisedReply reply) => reply.Enhanced is { } enhanced && Table.ContainsKey(enhanced) && !Vague.Contains(enhanced);

    public static FailureCategory? Find(NormalisedReply reply)
    {
        // 452 with a 3.x code (mail system): the provider is short of a resource and gets time to recover.
        if (reply.Code == 452 && reply.Enhanced?.StartsWith("3.", StringComparison.Ordinal) == true)
            return InsufficientStorage;
        if (reply.Enhanced is null || !Table.TryGetValue(reply.Enhanced, out var category))
            return null;
        return reply.IsTransient ? category.Transient : category.Permanent;
    }
}
