namespace EmailDispatch.Smtp;

/// <summary>The words of <see cref="SmtpPhase"/> in rows and answers.</summary>
internal static class PhaseNames
{
    /// <summary>Before there was a session: composing the message, its credentials, its connection.</summary>
    public const string Prepare = "prepare";

    /// <summary>How far it got is not known.</summary>
    public const string Unknown = "unknown";

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
