using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;

namespace EmailDispatch.Domains.Signing;

/// <summary>A key that was just made.</summary>
/// <param name="Key">What may be shown.</param>
/// <param name="PrivatePem">The private key, PKCS #8 in PEM.</param>
internal sealed record NewKey(OwnKey Key, string PrivatePem)
{
    // RFC 8301 section 3.2. Longer ones do not fit into a string of a record together with the tags, and slow receivers down.
    private const int RsaBits = 2048;

    /// <summary>
    /// Makes a key. The selector has the day for people, and a hash of domain and key: it differs from that of the same domain in another tenant,
    /// and no receiver has an older key of that name in its cache.
    /// </summary>
    /// <param name="domainId">The id of the domain of one tenant.</param>
    /// <param name="algorithm">For which signatures.</param>
    /// <param name="now">When.</param>
    public static NewKey Make(string domainId, DkimAlgorithm algorithm, DateTimeOffset now)
    {
        var (publicKey, pem) = algorithm == DkimAlgorithm.Rsa ? MakeRsa() : MakeEd25519();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{domainId}\n{publicKey}")))[..8];
        return new NewKey(new OwnKey { Selector = $"ed{now:yyyyMMdd}-{hash}", Algorithm = algorithm, PublicKey = publicKey, CreatedAt = now }, pem);
    }

    /// <summary>Never the key.</summary>
    public override string ToString() => Key.Selector;

    private static (string PublicKey, string Pem) MakeRsa()
    {
        using var rsa = RSA.Create(RsaBits);
        return (Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()), rsa.ExportPkcs8PrivateKeyPem());
    }

    // .NET has no Ed25519; this is the implementation that MimeKit verifies with.
    private static (string PublicKey, string Pem) MakeEd25519()
    {
        var key = new Ed25519PrivateKeyParameters(new SecureRandom());
        var info = PrivateKeyInfoFactory.CreatePrivateKeyInfo(key).GetDerEncoded();
        return (Convert.ToBase64String(key.GeneratePublicKey().GetEncoded()), PemEncoding.WriteString("PRIVATE KEY", info));
    }
}
