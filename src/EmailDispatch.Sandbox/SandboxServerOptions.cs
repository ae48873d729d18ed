using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmailDispatch.Sandbox;

/// <summary>One sandbox server: a port with one kind of encryption.</summary>
public sealed record SandboxServerOptions
{
    /// <summary>The server's name in the inbox and the log.</summary>
    public string Name { get; init; } = "sandbox";

    /// <summary>The port on 127.0.0.1. Default 0: any free one.</summary>
    public int Port { get; init; }

    public SmtpSecurity Security { get; init; } = SmtpSecurity.Plain;

    /// <summary>The behaviour at startup; <see cref="SandboxServer.Behaviour"/> changes it while the server runs.</summary>
    public SandboxBehaviour Behaviour { get; init; } = SandboxBehaviour.Accept;

    public SmtpExtensions Extensions { get; init; } = SmtpExtensions.All;

    public AuthMechanisms Mechanisms { get; init; } = AuthMechanisms.All;

    /// <summary>The accepted logins. Default none: any login is accepted.</summary>
    public IReadOnlyList<SmtpCredential> Credentials { get; init; } = [];

    /// <summary>Whether MAIL before a login is refused with 530. Default: true if there are <see cref="Credentials"/>.</summary>
    public bool? RequireAuth { get; init; }

    /// <summary>Whether MAIL and AUTH before STARTTLS are refused with 530. Default false.</summary>
    public bool RequireTls { get; init; }

    /// <summary>The maximum message size in bytes. Default 50 MiB.</summary>
    public int MaxMessageBytes { get; init; } = 50 * 1024 * 1024;

    /// <summary>Default 100, the minimum that RFC 5321 section 4.5.3.1.8 allows.</summary>
    public int MaxRecipients { get; init; } = 100;

    /// <summary>The maximum number of concurrent connections; the next one gets 421. Default 256.</summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>How long a client may send nothing. Default 5 minutes (RFC 5321 section 4.5.3.2.7).</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    public FaultSettings Faults { get; init; } = new();

    /// <summary>Where received emails are kept; servers can share it. Default: an inbox of its own.</summary>
    public SandboxInbox? Inbox { get; init; }

    /// <summary>A certificate with its key. Default: one created for this server, see <see cref="SandboxServer.Certificate"/>.</summary>
    public X509Certificate2? Certificate { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ILogger Logger { get; init; } = NullLogger.Instance;
}

/// <summary>How a sandbox server treats every client.</summary>
public enum SandboxBehaviour
{
    /// <summary>Accepts any address except those listed in <see cref="FaultAddresses"/>.</summary>
    Accept,

    /// <summary>Answers <c>421 4.3.2</c> instead of a greeting and closes (RFC 5321 section 3.8).</summary>
    Refuse421,

    /// <summary>Requires a login and answers every attempt with <c>535 5.7.8</c> (RFC 4954 section 6).</summary>
    AuthRefused,

    /// <summary>Accepts the connection and never sends anything.</summary>
    Silent,

    /// <summary>Refuses connections. The port stays bound so that no other program gets it.</summary>
    Closed,
}

public enum SmtpSecurity
{
    /// <summary>Never.</summary>
    Plain,

    /// <summary>By the STARTTLS command (RFC 3207); AUTH is offered only afterwards.</summary>
    StartTls,

    /// <summary>From the first byte (RFC 8314 section 3.3).</summary>
    ImplicitTls,
}

/// <summary>The extensions in the reply to EHLO. An extension that is not offered is refused when used.</summary>
[Flags]
public enum SmtpExtensions
{
    None = 0,

    /// <summary>RFC 2920. Without it, a command sent before the previous reply is answered 503.</summary>
    Pipelining = 1,

    /// <summary>RFC 1870. Without it the limit still applies but is not announced.</summary>
    Size = 2,

    /// <summary>RFC 6152.</summary>
    EightBitMime = 4,

    /// <summary>RFC 6531.</summary>
    SmtpUtf8 = 8,

    /// <summary>RFC 2034. Without it replies have no enhanced status code.</summary>
    EnhancedStatusCodes = 16,

    /// <summary>RFC 3207; offered only by servers with <see cref="SmtpSecurity.StartTls"/>.</summary>
    StartTls = 32,

    /// <summary>RFC 4954.</summary>
    Auth = 64,

    All = Pipelining | Size | EightBitMime | SmtpUtf8 | EnhancedStatusCodes | StartTls | Auth,
}

[Flags]
public enum AuthMechanisms
{
    None = 0,

    /// <summary>RFC 4616.</summary>
    Plain = 1,

    /// <summary>draft-murchison-sasl-login.</summary>
    Login = 2,

    /// <summary>RFC 2195.</summary>
    CramMd5 = 4,

    /// <summary>The bearer token mechanism of Google and Microsoft.</summary>
    XOAuth2 = 8,

    All = Plain | Login | CramMd5 | XOAuth2,
}

/// <summary>A login that a server accepts; with XOAUTH2, the password is the access token.</summary>
public sealed record SmtpCredential(string User, string Password);
