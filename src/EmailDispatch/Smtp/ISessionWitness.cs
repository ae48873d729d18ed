using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit;

namespace EmailDispatch.Smtp;

/// <summary>Sees how a session is opened: its phases, its dialogue and the server's certificate.</summary>
internal interface ISessionWitness : IProtocolLogger
{
    void Enter(SmtpPhase phase);

    /// <summary>The certificate was judged. Nothing of the chain may be used after the call.</summary>
    void Judged(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, bool accepted);
}
