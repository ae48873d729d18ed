using EmailDispatch.Smtp;

namespace EmailDispatch.Dispatch;

/// <summary>The words of <see cref="SmtpPhase"/> in rows and answers.</summary>
internal static class PhaseNames
{
    private static readonly Dictionary<SmtpPhase, string> Names = new()
    {
        [SmtpPhase.Dns] = "dns",
        [SmtpPhase.Connect] = "connect",
        [SmtpPhase.Greeting] = "greeting",
        [SmtpPhase.Auth] = "auth",
        [SmtpPhase.MailFrom] = "mail_from",
        [SmtpPhase.RcptTo] = "rcpt_to",
        [SmtpPhase.Data] = "data",
        [SmtpPhase.FinalDot] = "final_dot",
    };

    public static string Of(SmtpPhase phase) => Names[phase];
}
