using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace MailKit.Security;

/// <summary>RFC 2195.</summary>
public class SaslMechanismCramMd5 : SaslMechanism
{
    public SaslMechanismCramMd5(NetworkCredential credentials)
        : base(credentials)
    {
    }

    public SaslMechanismCramMd5(string userName, string password)
        : base(userName, password)
    {
    }

    public override string MechanismName => "CRAM-MD5";

    protected override byte[]? Challenge(byte[]? token, int startIndex, int length, CancellationToken cancellationToken)
    {
        if (token is null)
            throw new NotSupportedException("CRAM-MD5 does not support SASL-IR.");

        if (IsAuthenticated)
            return null;

        IsAuthenticated = true;

#pragma warning disable CA5351 // MD5 is what the mechanism is made of.
        var digest = HMACMD5.HashData(Encoding.UTF8.GetBytes(Credentials.Password), token.AsSpan(startIndex, length));
#pragma warning restore CA5351

        return Encoding.UTF8.GetBytes($"{Credentials.UserName} {Convert.ToHexStringLower(digest)}");
    }
}
