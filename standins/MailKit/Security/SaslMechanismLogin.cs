using System.Net;
using System.Text;

namespace MailKit.Security;

/// <summary>Never standardised, widely offered: the server asks for the name, then for the password.</summary>
public class SaslMechanismLogin : SaslMechanism
{
    private readonly Encoding encoding;
    private bool nameSent;

    public SaslMechanismLogin(Encoding encoding, NetworkCredential credentials)
        : base(credentials) => this.encoding = encoding ?? throw new ArgumentNullException(nameof(encoding));

    public SaslMechanismLogin(Encoding encoding, string userName, string password)
        : base(userName, password) => this.encoding = encoding ?? throw new ArgumentNullException(nameof(encoding));

    public SaslMechanismLogin(NetworkCredential credentials)
        : this(Encoding.UTF8, credentials)
    {
    }

    public SaslMechanismLogin(string userName, string password)
        : this(Encoding.UTF8, userName, password)
    {
    }

    public override string MechanismName => "LOGIN";

    public override void Reset()
    {
        nameSent = false;
        base.Reset();
    }

    protected override byte[]? Challenge(byte[]? token, int startIndex, int length, CancellationToken cancellationToken)
    {
        if (IsAuthenticated)
            return null;

        if (nameSent)
        {
            IsAuthenticated = true;
            return encoding.GetBytes(Credentials.Password);
        }

        if (token is null)
            throw new NotSupportedException("LOGIN does not support SASL-IR.");

        nameSent = true;

        return encoding.GetBytes(Credentials.UserName);
    }
}
