namespace EmailDispatch.ConnectionTesting;

/// <summary>A stage of the connection test.</summary>
public enum ConnectionStage
{
    /// <summary>Looking up the host name.</summary>
    Dns,

    /// <summary>The TCP connection and the server's greeting.</summary>
    Connect,

    /// <summary>The TLS handshake, after STARTTLS or from the first byte.</summary>
    Tls,

    /// <summary>The login.</summary>
    Auth,

    /// <summary>MAIL FROM.</summary>
    MailFrom,

    /// <summary>A test message, where one was asked for.</summary>
    Send,
}
