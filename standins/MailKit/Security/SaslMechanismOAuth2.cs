using System.Net;
using System.Text;

namespace MailKit.Security;

/// <summary>XOAUTH2: the access token in the initial response; a 334 with the error is answered by an empty line.</summary>
public class SaslMechanismOAuth2 : SaslMechanism
{
    public SaslMechanismOAuth2(NetworkCredential credentials)
        : base(credentials)
    {
    }

    public SaslMechanismOAuth2(string userName, string auth_token)
        : base(userName, auth_token)
    {
    }

    public override string MechanismName => "XOAUTH2";

    public override bool SupportsInitialResponse => true;

    protected override byte[]? Challenge(byte[]? token, int startIndex, int length, CancellationToken cancellationToken)
    {
        if (IsAuthenticated)
            return null;

        IsAuthenticated = true;

        return Encoding.Latin1.GetBytes($"user={Credentials.UserName}\u0001auth=Bearer {Credentials.Password}\u0001\u0001");
    }
}
