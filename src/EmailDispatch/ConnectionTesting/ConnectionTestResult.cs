using EmailDispatch.Emails;
using EmailDispatch.Smtp;

namespace EmailDispatch.ConnectionTesting;

/// <summary>The result of a connection test.</summary>
/// <param name="Stages">All stages in order.</param>
/// <param name="Failure">Why it failed; null if it did not.</param>
public sealed record ConnectionTestResult(IReadOnlyList<ConnectionStageResult> Stages, ConnectionTestFailure? Failure)
{
    /// <summary>The id of the test message; its Message-ID contains it.</summary>
    public required EmailId Id { get; init; }
}

/// <summary>Why a connection test failed.</summary>
/// <param name="Phase">How far the session had got.</param>
/// <param name="Reply">The server's answer; with code 0, the fault in its place.</param>
public sealed record ConnectionTestFailure(SmtpPhase Phase, SmtpReply Reply)
{
    /// <summary>The login was refused for good, so another credential may help.</summary>
    public bool IsLoginRefused => Phase == SmtpPhase.Auth && Reply.IsPermanent;
}

/// <summary>One stage of a connection test.</summary>
/// <param name="Stage">Which.</param>
/// <param name="Status">Its result.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Detail">What the server said or showed, or why the stage was skipped.</param>
public sealed record ConnectionStageResult(ConnectionStage Stage, ConnectionStageStatus Status, long Milliseconds, string Detail);

/// <summary>The result of a stage.</summary>
public enum ConnectionStageStatus
{
    /// <summary>It worked.</summary>
    Ok,

    /// <summary>It failed, and the test ended there.</summary>
    Failed,

    /// <summary>It was not tried; the detail says why.</summary>
    Skipped,
}

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
