using Microsoft.Extensions.Logging.Abstractions;

namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>One sandbox server: one port with one kind of encryption.</summary>
public sealed record SandboxServerOptions
{
    /// <summary>What the inbox and the log call it.</summary>
    public string Name { get; init; } = "sandbox";

    /// <summary>The port on 127.0.0.1; 0, the default, takes a free one.</summary>
    public int Port { get; init; }

    public SmtpSecurity Security { get; init; } = SmtpSecurity.Plain;

    /// <summary>How it starts; <see cref="SandboxServer.Behaviour"/> changes it while it runs.</summary>
    public SandboxBehaviour Behaviour { get; init; } = SandboxBehaviour.Accept;

    public SmtpExtensions Extensions { get; init; } = SmtpExtensions.All;

    public AuthMechanisms Mechanisms { get; init; } = AuthMechanisms.All;

    /// <summary>The logins accepted. Empty, the default: any.</summary>
    public IReadOnlyList<SmtpCredential> Credentials { get; init; } = [];

    /// <summary>MAIL is refused with 530 before a login. Default: when there are <see cref="Credentials"/>.</summary>
    public bool? RequireAuth { get; init; }

    /// <summary>MAIL and AUTH are refused with 530 before STARTTLS. Default false.</summary>
    public bool RequireTls { get; init; }

    /// <summary>The largest message in bytes. Default 50 MiB.</summary>
    public int MaxMessageBytes { get; init; } = 50 * 1024 * 1024;

    /// <summary>Default 100, the least that RFC 5321 section 4.5.3.1.8 allows.</summary>
    public int MaxRecipients { get; init; } = 100;

    /// <summary>The longest line of a message in octets without CRLF. Default 998 (RFC 5321 section 4.5.3.1.6).</summary>
    public int MaxTextLine { get; init; } = 998;

    /// <summary>Connections at once; the next one gets 421. Default 256.</summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>How long the client may stay quiet. Default 5 minutes (RFC 5321 section 4.5.3.2.7).</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    public FaultSettings Faults { get; init; } = new();

    /// <summary>Where received emails are kept; servers can share one. Default: an inbox of its own.</summary>
    public SandboxInbox? Inbox { get; init; }

    /// <summary>Default: one made for this server, see <see cref="SandboxServer.Certificate"/>.</summary>
    public SandboxCertificate? Certificate { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ILogger Logger { get; init; } = NullLogger.Instance;
}

/// <summary>How a connection gets encrypted.</summary>
public enum SmtpSecurity
{
    /// <summary>Never.</summary>
    Plain,

    /// <summary>By the STARTTLS command (RFC 3207); AUTH is offered only afterwards.</summary>
    StartTls,

    /// <summary>From the first byte (RFC 8314 section 3.3).</summary>
    ImplicitTls,
}

/// <summary>A login that a server accepts.</summary>
/// <param name="User">The user name.</param>
/// <param name="Password">The password; with XOAUTH2, the access token.</param>
public sealed record SmtpCredential(string User, string Password);
