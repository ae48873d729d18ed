using System.Security.Cryptography;
using EmailDispatch.Domains.Signing;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;

namespace EmailDispatch.Smtp;

/// <summary>
/// MimeKit's signer without access to the key, relaxed for header and body. MimeKit's own RSA is managed code and takes twenty times as long as the
/// platform's.
/// </summary>
internal sealed class KeySigner : DkimSigner
{
    private readonly SigningKey _key;
    private readonly TimeProvider _time;

    public KeySigner(SigningKey key, TimeProvider time)
        : base(new Handle(), key.Domain, key.Selector, key.Algorithm == DkimAlgorithm.Rsa ? DkimSignatureAlgorithm.RsaSha256 : DkimSignatureAlgorithm.Ed25519Sha256)
    {
        (_key, _time) = (key, time);
        HeaderCanonicalizationAlgorithm = BodyCanonicalizationAlgorithm = DkimCanonicalizationAlgorithm.Relaxed;
    }

    protected override long GetTimestamp() => _time.GetUtcNow().ToUnixTimeSeconds();

    protected override ISigner CreateSigningContext() => new Context(_key);

    /// <summary>A placeholder where MimeKit requires a key.</summary>
    private sealed class Handle() : AsymmetricKeyParameter(privateKey: true);

    private sealed class Context(SigningKey key) : ISigner
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public string AlgorithmName => key.Algorithm.ToString();

        public void Init(bool forSigning, ICipherParameters parameters) => Reset();

        public void Update(byte input) => _hash.AppendData([input]);

        public void BlockUpdate(byte[] input, int inOff, int inLen) => _hash.AppendData(input, inOff, inLen);

        public void BlockUpdate(ReadOnlySpan<byte> input) => _hash.AppendData(input);

        public int GetMaxSignatureSize() => 256;

        public byte[] GenerateSignature()
        {
            using (_hash)
                return key.Sign(_hash.GetHashAndReset());
        }

        public bool VerifySignature(byte[] signature) => throw new NotSupportedException();

        public void Reset() => _hash.GetHashAndReset();
    }
}
