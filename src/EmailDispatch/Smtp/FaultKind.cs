namespace EmailDispatch.Smtp;

/// <summary>What failed if there was no reply.</summary>
public enum FaultKind
{
    /// <summary>Unknown, or there is a reply.</summary>
    None,

    /// <summary>The host name has no address.</summary>
    NameNotFound,

    /// <summary>Nothing listens on the port.</summary>
    ConnectionRefused,

    /// <summary>No route, or the connection was reset or closed by the server.</summary>
    ConnectionLost,

    Timeout,

    /// <summary>The TLS handshake failed for a reason other than those below.</summary>
    TlsHandshake,

    /// <summary>There is no common TLS version or cipher.</summary>
    TlsVersion,

    /// <summary>The certificate has expired or is not yet valid.</summary>
    CertificateExpired,

    /// <summary>The certificate is self-signed, revoked, from an unknown authority, or not the pinned one.</summary>
    CertificateUntrusted,

    /// <summary>The certificate is for another host.</summary>
    CertificateHostMismatch,

    /// <summary>TLS from the first byte was tried on a port that starts with plain text (587, 25, 2525).</summary>
    ImplicitTlsOnStartTlsPort,

    /// <summary>STARTTLS was tried on a port that expects TLS from the first byte (465).</summary>
    StartTlsOnImplicitTlsPort,

    StartTlsNotOffered,

    /// <summary>The server offers no login, or none of the requested mechanisms.</summary>
    AuthenticationNotOffered,

    /// <summary>The secret is missing or unreadable.</summary>
    SecretMissing,

    /// <summary>The email has a non-ASCII address, and the server does not offer SMTPUTF8.</summary>
    SmtpUtf8NotOffered,

    /// <summary>The email has 8-bit content that must not be changed, and the server does not offer 8BITMIME.</summary>
    EightBitMimeNotOffered,
}
