using EmailDispatch.Smtp;
using static EmailDispatch.Replies.FailureCategory;

namespace EmailDispatch.Replies;

/// <summary>The meaning of the reply code alone, by phase. The last resort: right for less than half of real replies.</summary>
internal static class ReplyCodes
{
    public static FailureCategory Find(SmtpPhase phase, int code) => phase switch
    {
        _ when code is < 400 or > 599 => Unforeseen,
        _ when code == 421 => ServiceUnavailable,
        _ when code is 530 or 534 or 535 or 538 => Authentication,
        <= SmtpPhase.Greeting => ServiceUnavailable,
        SmtpPhase.Auth => code < 500 ? ServiceUnavailable : Authentication,
        SmtpPhase.MailFrom => code switch
        {
            451 => LocalError,
            452 => InsufficientStorage,
            552 => TooLarge,
            _ => SenderNotAllowed,
        },
        SmtpPhase.RcptTo => code switch
        {
            451 => LocalError,
            452 => InsufficientStorage,
            < 500 => TemporaryRefusal,
            // RFC 7504: the host or domain accepts no mail.
            521 or 556 => RecipientDomainUnknown,
            550 or 551 or 553 => RecipientRefused,
            552 => MailboxFull,
            554 or 571 => Policy,
            // The parameter of RCPT is the address.
            501 => RecipientAddressInvalid,
            (>= 510 and <= 519) or 541 or (>= 557 and <= 559) => RecipientRefused,
            // Vendor-specific codes, which do not say whom they blame.
            >= 520 and <= 589 => Policy,
            _ => Unforeseen,
        },
        _ => code switch
        {
            451 => LocalError,
            452 => InsufficientStorage,
            < 500 => TemporaryRefusal,
            552 => TooLarge,
            // RFC 5321 section 4.2.3: these are about a mailbox name.
            551 or 553 => RecipientRefused,
            (>= 500 and <= 504) or (>= 510 and <= 589) => Policy,
            _ => Unforeseen,
        },
    };
}
