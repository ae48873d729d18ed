namespace EmailDispatch.Smtp;

/// <summary>How far a session with a provider had got.</summary>
public enum SmtpPhase
{
    /// <summary>Looking up the host name.</summary>
    Dns,

    /// <summary>Opening the TCP connection.</summary>
    Connect,

    /// <summary>The greeting, EHLO and the TLS handshake.</summary>
    Greeting,

    /// <summary>AUTH.</summary>
    Auth,

    /// <summary>MAIL FROM.</summary>
    MailFrom,

    /// <summary>RCPT TO.</summary>
    RcptTo,

    /// <summary>DATA and the message, the final dot not sent.</summary>
    Data,

    /// <summary>The final dot may have left: what the provider makes of the message is its own.</summary>
    FinalDot,
}
