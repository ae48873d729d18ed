namespace EmailDispatch.Smtp;

/// <summary>No session with a provider came about.</summary>
internal sealed class SmtpSessionException(SmtpPhase phase, SmtpReply reply, Exception fault) : Exception(reply.ToString(), fault)
{
    public SmtpPhase Phase => phase;

    public SmtpReply Reply => reply;

    /// <summary>The login was refused for good, so that another credential may help.</summary>
    public bool IsLoginRefused => phase == SmtpPhase.Auth && reply.IsPermanent;
}
