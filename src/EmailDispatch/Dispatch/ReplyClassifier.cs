using EmailDispatch.Smtp;

namespace EmailDispatch.Dispatch;

/// <summary>Whose fault a failure is, and so what follows from it.</summary>
public static class ReplyClassifier
{
    /// <summary>What follows from the refusal of one recipient.</summary>
    public static Verdict ClassifyRecipient(SmtpReply reply) =>
        reply.Code == 421 ? Verdict.NextProvider : reply.IsPermanent ? Verdict.Bounced : Verdict.TryLater;

    /// <summary>What follows from the failure of a whole session.</summary>
    public static Verdict ClassifySession(SmtpPhase phase, SmtpReply reply) => phase switch
    {
        // Before the envelope is agreed on, it is between the provider and us.
        <= SmtpPhase.MailFrom => Verdict.NextProvider,

        // RFC 5321 section 3.8: the service closes the channel, at any time.
        _ when reply.Code == 421 && phase < SmtpPhase.FinalDot => Verdict.NextProvider,

        // It broke before the final dot left: nobody has the message.
        < SmtpPhase.FinalDot when reply.Code == 0 => Verdict.NextProvider,

        // No answer to the final dot: the provider may have the message, and another one would send it twice for sure.
        SmtpPhase.FinalDot when reply.Code == 0 => Verdict.TryLater,

        _ => reply.IsPermanent ? Verdict.Failed : Verdict.TryLater,
    };
}
