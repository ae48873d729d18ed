using static EmailDispatch.Smtp.FaultKind;

namespace EmailDispatch.Smtp;

/// <summary>
/// Finds out what failed from the texts of MailKit, .NET and OpenSSL if the exception type does not tell: in a TLS handshake, and in MailKit's
/// protocol errors.
/// </summary>
internal static class FaultTexts
{
    private static readonly (FaultKind Kind, string[] Words)[] Words =
    [
        (CertificateHostMismatch, ["did not match the name", "RemoteCertificateNameMismatch", "name mismatch"]),
        (CertificateExpired, ["NotTimeValid", "certificate has expired", "certificate expired", "expired certificate"]),
        (CertificateUntrusted,
            ["UntrustedRoot", "PartialChain", "self-signed", "self signed", "certificate is invalid", "certificate could not be validated", "RemoteCertificateChainErrors",
            "certificate verify failed", "unable to get local issuer"]),
        (ImplicitTlsOnStartTlsPort, ["unexpected packet format", "wrong version number", "corrupted frame", "frame size"]),
        (StartTlsNotOffered, ["support the STARTTLS", "STARTTLS extension"]),
        (TlsVersion, ["protocol version", "no protocols available", "no common algorithm", "no shared cipher", "handshake failure", "unsupported protocol"]),
        (TlsHandshake, ["SSL or TLS connection", "authentication failed because the remote party", "SSL handshake", "TLS handshake"]),
        (AuthenticationNotOffered, ["no compatible authentication", "authentication mechanisms"]),
        (ConnectionLost, ["unexpectedly disconnected"]),
    ];

    public static FaultKind Find(string text)
    {
        foreach (var (kind, words) in Words)
        {
            if (Array.Exists(words, word => text.Contains(word, StringComparison.OrdinalIgnoreCase)))
                return kind;
        }

        return None;
    }
}
