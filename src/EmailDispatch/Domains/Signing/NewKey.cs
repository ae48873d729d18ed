using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;

namespace EmailDispatch.Domains.Signing;

/// <param name="Key">The public part.</param>
/// <param name="PrivatePem">The private key, PKCS #8 in PEM.</param>
internal sealed record NewKey(OwnKey Key, string PrivatePem)
{
    // RFC 8301 section 3.2. A longer key does not fit into one string of a record together with the tags, and slows receivers down.
    private const int RsaBits = 2048;

    /// <summary>
    /// Creates a key. The selector contains the date, for people, and a hash of domain and key. So it differs from that of the same domain in another
    /// tenant, and no receiver has an older key of that name in its cache.
    /// </summary>
    public static NewKey Make(string domainId, DkimAlgorithm algorithm, DateTimeOffset now)
    {
        var (publicKey, pem) = algorithm == DkimAlgorithm.Rsa ? MakeRsa() : MakeEd25519();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{domainId}\n{publicKey}")))[..8];
        return new NewKey(new OwnKey { Selector = $"ed{now:yyyyMMdd}-{hash}", Algorithm = algorithm, PublicKey = publicKey, CreatedAt = now }, pem);
    }

    /// <summary>Returns the selector, never the private key.</summary>
    public override string ToString() => Key.Selector;

    private static (string PublicKey, string Pem) MakeRsa()
    {
        using var rsa = RSA.Create(RsaBits);
        return (Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()), rsa.ExportPkcs8PrivateKeyPem());
    }

    // .NET has no Ed25519; this is the implementation that MimeKit uses to verify.
    private static (string PublicKey, string Pem) MakeEd25519()
    {
        var key = new Ed25519PrivateKeyParameters(new SecureRandom());
        var info = PrivateKeyInfoFactory.CreatePrivateKeyInfo(key).GetDerEncoded();
        return (Convert.ToBase64String(key.GeneratePublicKey().GetEncoded()), PemEncoding.WriteString("PRIVATE KEY", info));
    }
}
