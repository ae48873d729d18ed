namespace EmailDispatch.Smtp;

/// <summary>The phase of a session with a provider.</summary>
public enum SmtpPhase
{
    /// <summary>Looking up the host name.</summary>
    Dns,

    /// <summary>Opening the TCP connection.</summary>
    Connect,

    /// <summary>The greeting, EHLO and the TLS handshake.</summary>
    Greeting,

    Auth,

    MailFrom,

    RcptTo,

    /// <summary>DATA and the message, with the final dot not sent.</summary>
    Data,

    /// <summary>The final dot may have been sent, so the provider may have accepted the message.</summary>
    FinalDot,
}
