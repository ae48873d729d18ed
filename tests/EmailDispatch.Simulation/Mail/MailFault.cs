namespace EmailDispatch.Simulation.Mail;

/// <summary>How a server behaves, by the phase in which it does.</summary>
public enum MailFault
{
    None,
    ConnectRefused,
    ConnectSilent,
    Greeting421,
    GreetingSilent,
    Mail451,
    MailDrop,
    MailUnverified,
    Rcpt450,
    Rcpt421,
    RcptSilent,
    Data451,
    DataDrop,
    DotDropBefore,
    Dot451,
    Dot554,

    /// <summary>Accepts the message, and the answer is lost with the connection.</summary>
    DotLost,

    /// <summary>Accepts the message, and answers after the client has stopped waiting.</summary>
    DotLate,

    /// <summary>Accepts the message, and the instance dies before the answer comes.</summary>
    DotCrash,

    /// <summary>The instance dies when the answer has come.</summary>
    DotCrashAfter,

    /// <summary>Takes nearly as long as a client waits.</summary>
    Slow,

    /// <summary>Closes the connection after the message.</summary>
    CloseAfter,

    /// <summary>Accepts the message, and answers after up to 40 seconds, for which a client waits.</summary>
    DotSlow,
}
