using static EmailDispatch.Replies.FaultKind;

namespace EmailDispatch.Replies;

/// <summary>
/// What failed where the server said nothing: first the kind that the session knows, else the words of the exception, of .NET, OpenSSL
/// and the operating systems.
/// </summary>
internal static class FaultTexts
{
    private static readonly (FaultKind Kind, string[] Words)[] Words =
    [
        (CertificateHostMismatch, ["did not match the name", "remotecertificatenamemismatch", "name mismatch"]),
        (CertificateExpired, ["nottimevalid", "certificate has expired", "certificate expired", "expired certificate"]),
        (CertificateUntrusted,
            ["untrustedroot", "partialchain", "self-signed", "self signed", "certificate is invalid", "remotecertificatechainerrors",
            "certificate verify failed", "unable to get local issuer"]),
        (ImplicitTlsOnStartTlsPort, ["unexpected packet format", "wrong version number", "corrupted frame", "frame size"]),
        (StartTlsNotOffered, ["does not support the starttls", "starttls extension"]),
        (TlsVersion, ["protocol version", "no protocols available", "no common algorithm", "no shared cipher", "handshake failure", "unsupported protocol"]),
        (TlsHandshake, ["ssl or tls connection", "authentication failed because the remote party", "ssl handshake", "tls handshake"]),
        (SecretMissing, ["the secret "]),
        (SmtpUtf8NotOffered, ["does not offer smtputf8"]),
        (AuthenticationNotOffered, ["does not support authentication", "authentication mechanisms", "no compatible authentication"]),
        (NameNotFound,
            ["no such host", "name or service not known", "name does not resolve", "nodename nor servname", "nxdomain",
            "temporary failure in name resolution", "no address associated"]),
        (ConnectionRefused, ["connection refused", "actively refused"]),
        (FaultKind.Timeout, ["timed out", "timeout", "no answer within", "did not properly respond"]),
        (ConnectionLost,
            ["reset by peer", "broken pipe", "forcibly closed", "unexpectedly disconnected", "unreachable", "connection was closed",
            "connection abort", "end of stream"]),
    ];

    public static FaultKind Find(string text)
    {
        foreach (var (kind, words) in Words)
        {
            foreach (var word in words)
            {
                if (text.Contains(word, StringComparison.Ordinal))
                    return kind;
            }
        }

        return None;
    }

    public static FailureCategory ToCategory(FaultKind kind) => kind switch
    {
        NameNotFound => FailureCategory.NameNotFound,
        FaultKind.Timeout => FailureCategory.Timeout,
        TlsHandshake or TlsVersion or CertificateExpired or CertificateUntrusted or CertificateHostMismatch => FailureCategory.Tls,
        ImplicitTlsOnStartTlsPort or StartTlsOnImplicitTlsPort or StartTlsNotOffered => FailureCategory.Tls,
        AuthenticationNotOffered or SecretMissing => FailureCategory.Authentication,
        SmtpUtf8NotOffered => FailureCategory.MessageInvalid,
        _ => FailureCategory.Network,
    };
}
