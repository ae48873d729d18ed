namespace EmailDispatch.Smtp;

/// <summary>What failed when there was no reply.</summary>
public enum FaultKind
{
    /// <summary>Not known, or there is a reply.</summary>
    None,

    /// <summary>The host name has no address.</summary>
    NameNotFound,

    /// <summary>Nothing listens on the port.</summary>
    ConnectionRefused,

    /// <summary>No route, connection reset, or closed by the server.</summary>
    ConnectionLost,

    /// <summary>No answer in time.</summary>
    Timeout,

    /// <summary>The TLS handshake failed for another reason than those below.</summary>
    TlsHandshake,

    /// <summary>No TLS version or cipher in common.</summary>
    TlsVersion,

    /// <summary>The certificate has expired or is not yet valid.</summary>
    CertificateExpired,

    /// <summary>The certificate is self-signed, revoked, from an unknown authority, or not the pinned one.</summary>
    CertificateUntrusted,

    /// <summary>The certificate is for another host.</summary>
    CertificateHostMismatch,

    /// <summary>TLS from the first byte was tried on a port that speaks plain text first (587, 25, 2525).</summary>
    ImplicitTlsOnStartTlsPort,

    /// <summary>STARTTLS was tried on a port that wants TLS from the first byte (465).</summary>
    StartTlsOnImplicitTlsPort,

    /// <summary>The server does not offer STARTTLS.</summary>
    StartTlsNotOffered,

    /// <summary>The server offers no login, or none of the mechanisms asked for.</summary>
    AuthenticationNotOffered,

    /// <summary>The secret is missing or unreadable.</summary>
    SecretMissing,

    /// <summary>The email has an address beyond ASCII, and the server does not offer SMTPUTF8.</summary>
    SmtpUtf8NotOffered,
}
