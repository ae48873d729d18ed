using EmailDispatch.Emails;
using EmailDispatch.Smtp;

namespace EmailDispatch.ConnectionTesting;

/// <summary>The result of a connection test, with all stages in order.</summary>
public sealed record ConnectionTestResult(IReadOnlyList<ConnectionStageResult> Stages, ConnectionTestFailure? Failure)
{
    /// <summary>The id of the test message; its Message-ID contains it.</summary>
    public required EmailId Id { get; init; }

    /// <summary>When the server's certificate expires; null if none was seen.</summary>
    public DateTimeOffset? CertificateExpiresAt { get; init; }
}

/// <summary>Why a connection test failed.</summary>
/// <param name="Phase">The phase of the session in which it failed.</param>
/// <param name="Reply">The server's reply, or a fault with code 0 if there was none.</param>
public sealed record ConnectionTestFailure(SmtpPhase Phase, SmtpReply Reply)
{
    /// <summary>Whether the login was rejected permanently, so another credential may help.</summary>
    public bool IsLoginRefused => Phase == SmtpPhase.Auth && Reply.IsPermanent;
}

/// <summary>One stage of a connection test. <paramref name="Detail"/> is what the server sent, or why the stage was skipped.</summary>
public sealed record ConnectionStageResult(ConnectionStage Stage, ConnectionStageStatus Status, long Milliseconds, string Detail);

public enum ConnectionStageStatus
{
    Ok,

    /// <summary>The stage failed, which ended the test.</summary>
    Failed,

    /// <summary>The stage did not run; the detail says why.</summary>
    Skipped,
}

public enum ConnectionStage
{
    /// <summary>Looking up the host name.</summary>
    Dns,

    /// <summary>The TCP connection and the server's greeting.</summary>
    Connect,

    /// <summary>The TLS handshake, after STARTTLS or from the first byte.</summary>
    Tls,

    Auth,

    MailFrom,

    /// <summary>The test message, if requested.</summary>
    Send,
}
