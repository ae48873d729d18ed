namespace EmailDispatch.Domains.Signing;

public enum DkimAlgorithm
{
    /// <summary>RSA with 2048 bits and SHA-256 (RFC 6376, RFC 8301), supported by every receiver.</summary>
    Rsa,

    /// <summary>Ed25519 with SHA-256 (RFC 8463): shorter records; receivers that do not support it ignore it.</summary>
    Ed25519,
}
