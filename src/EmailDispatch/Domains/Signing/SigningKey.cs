using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;

namespace EmailDispatch.Domains.Signing;

/// <summary>A loaded private key. It signs and cannot be exported.</summary>
public sealed class SigningKey
{
    private readonly Lock _guard = new();
    private readonly RSA? _rsa;
    private readonly Ed25519PrivateKeyParameters? _ed25519;

    private SigningKey(string domain, OwnKey key, RSA? rsa, Ed25519PrivateKeyParameters? ed25519) =>
        (Domain, Selector, Algorithm, _rsa, _ed25519) = (domain, key.Selector, key.Algorithm, rsa, ed25519);

    public string Domain { get; }

    public string Selector { get; }

    public DkimAlgorithm Algorithm { get; }

    /// <summary>Loads a private key and verifies that it matches the published public key.</summary>
    /// <exception cref="InvalidDataException">The key is invalid or does not match.</exception>
    internal static SigningKey Read(string domain, OwnKey key, string pem)
    {
        try
        {
            var read = key.Algorithm == DkimAlgorithm.Rsa ? ReadRsa(domain, key, pem) : ReadEd25519(domain, key, pem);
            if (read is not null)
                return read;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException or IOException or InvalidCastException)
        {
            // The message of the exception is dropped because it may quote the key.
        }

        throw new InvalidDataException($"The private key of {key.Selector} is not the one that was made for it.");
    }

    /// <summary>Signs a SHA-256 hash.</summary>
    public byte[] Sign(byte[] hash)
    {
        if (_rsa is not null)
        {
            // An RSA object is not thread-safe; a signature takes a fraction of a millisecond.
            lock (_guard)
                return _rsa.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }

        var signer = new Ed25519Signer();
        signer.Init(forSigning: true, _ed25519);
        signer.BlockUpdate(hash, 0, hash.Length);
        return signer.GenerateSignature();
    }

    private static SigningKey? ReadRsa(string domain, OwnKey key, string pem)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()) == key.PublicKey ? new SigningKey(domain, key, rsa, null) : null;
    }

    private static SigningKey? ReadEd25519(string domain, OwnKey key, string pem)
    {
        var fields = PemEncoding.Find(pem);
        var ed25519 = (Ed25519PrivateKeyParameters)PrivateKeyFactory.CreateKey(Convert.FromBase64String(pem[fields.Base64Data]));
        return Convert.ToBase64String(ed25519.GeneratePublicKey().GetEncoded()) == key.PublicKey ? new SigningKey(domain, key, null, ed25519) : null;
    }
}
