using System.Net.Sockets;
using EmailDispatch.Smtp;

namespace EmailDispatch.ConnectionTesting;

/// <summary>Why a connection test failed: the facts, for whoever explains them.</summary>
/// <param name="Phase">How far the session had got.</param>
/// <param name="Reply">The server's answer; with code 0, what failed in our words.</param>
public sealed record ConnectionTestFailure(SmtpPhase Phase, SmtpReply Reply)
{
    /// <summary>The socket's error, where it was one.</summary>
    public SocketError SocketError { get; init; }

    /// <summary>No answer came in time.</summary>
    public bool TimedOut { get; init; }

    /// <summary>What is wrong with the certificate that was refused.</summary>
    public CertificateFaults Certificate { get; init; }

    /// <summary>TLS was tried from the first byte, and the server greets in plain text.</summary>
    public bool GreetsInPlainText { get; init; }

    /// <summary>A greeting was waited for, and the server expects TLS from the first byte.</summary>
    public bool ExpectsTlsAtOnce { get; init; }

    /// <summary>The server does not offer STARTTLS.</summary>
    public bool LacksStartTls { get; init; }

    /// <summary>The credential could not be read.</summary>
    public bool LacksCredential { get; init; }

    /// <summary>The login was refused for good, so that another credential may help.</summary>
    public bool IsLoginRefused => Phase == SmtpPhase.Auth && Reply.IsPermanent;
}
