namespace EmailDispatch.Domains.Signing;

/// <summary>How emails are signed.</summary>
public enum DkimAlgorithm
{
    /// <summary>RSA with 2048 bits and SHA-256 (RFC 6376, RFC 8301): every receiver knows it.</summary>
    Rsa,

    /// <summary>Ed25519 with SHA-256 (RFC 8463): shorter records; receivers that do not know it ignore it.</summary>
    Ed25519,
}
