namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>An authentication exchange ends before there are credentials to look at.</summary>
internal sealed class AuthAbortedException(SmtpReply reply) : Exception(reply.ToString())
{
    public SmtpReply Reply => reply;
}
