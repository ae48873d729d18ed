using System.Net;
using System.Text;

namespace MailKit.Security;

/// <summary>RFC 4616.</summary>
public class SaslMechanismPlain : SaslMechanism
{
    private readonly Encoding encoding;

    public SaslMechanismPlain(Encoding encoding, NetworkCredential credentials)
        : base(credentials) => this.encoding = encoding ?? throw new ArgumentNullException(nameof(encoding));

    public SaslMechanismPlain(Encoding encoding, string userName, string password)
        : base(userName, password) => this.encoding = encoding ?? throw new ArgumentNullException(nameof(encoding));

    public SaslMechanismPlain(NetworkCredential credentials)
        : this(Encoding.UTF8, credentials)
    {
    }

    public SaslMechanismPlain(string userName, string password)
        : this(Encoding.UTF8, userName, password)
    {
    }

    public string? AuthorizationId { get; set; }

    public override string MechanismName => "PLAIN";

    public override bool SupportsInitialResponse => true;

    protected override byte[]? Challenge(byte[]? token, int startIndex, int length, CancellationToken cancellationToken)
    {
        if (IsAuthenticated)
            return null;

        IsAuthenticated = true;

        return encoding.GetBytes($"{AuthorizationId}\0{Credentials.UserName}\0{Credentials.Password}");
    }
}
