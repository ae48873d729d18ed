namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>What is known when a script is asked for a reply.</summary>
public sealed record SmtpCommandContext
{
    public required SandboxPhase Phase { get; init; }

    /// <summary>The number of the connection on this server, from 1.</summary>
    public required int Session { get; init; }

    /// <summary>How often this server has come to this phase, this time included.</summary>
    public required int Occurrence { get; init; }

    /// <summary>The command line as sent; empty at Connect, Body and Dot.</summary>
    public string Command { get; init; } = "";

    /// <summary>The reverse-path, once there is one; "" is the null reverse-path.</summary>
    public string? Sender { get; init; }

    /// <summary>The forward-path of this RCPT.</summary>
    public string? Recipient { get; init; }

    /// <summary>The recipients accepted so far.</summary>
    public IReadOnlyList<string> Recipients { get; init; } = [];

    /// <summary>At Dot, the message.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The user logged in.</summary>
    public string? User { get; init; }

    public bool IsEncrypted { get; init; }
}

/// <summary>Answers in the server's place, or, by null, leaves it to the server.</summary>
/// <remarks>Awaiting inside holds the session up; the token is canceled when the server stops.</remarks>
public delegate ValueTask<SandboxReply?> SmtpScript(SmtpCommandContext context, CancellationToken cancellationToken);
