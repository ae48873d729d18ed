namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>The points of a session at which a test can answer in the server's place.</summary>
public enum SandboxPhase
{
    /// <summary>The connection is accepted; the reply is the greeting.</summary>
    Connect,

    /// <summary>EHLO or HELO.</summary>
    Ehlo,
    StartTls,

    /// <summary>The AUTH command, before any challenge.</summary>
    Auth,
    Mail,
    Rcpt,

    /// <summary>The DATA command; the reply stands in for 354.</summary>
    Data,

    /// <summary>
    /// The first bytes of the message are here. Only <see cref="SandboxReply.Drop"/> has an effect:
    /// a server has no turn to speak before the final dot.
    /// </summary>
    Body,

    /// <summary>The final dot. A 2xx reply, and <see cref="SandboxReply.Drop"/>, keep the email.</summary>
    Dot,

    /// <summary>RSET, NOOP, VRFY, QUIT and whatever else is sent.</summary>
    Other,
}
