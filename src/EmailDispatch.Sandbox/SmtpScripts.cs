using System.Collections.Immutable;

namespace EmailDispatch.Sandbox;

/// <summary>The scripts of one server; the newest is asked first.</summary>
internal sealed class SmtpScripts
{
    private readonly int[] _occurrences = new int[Enum.GetValues<SandboxPhase>().Length];
    private ImmutableList<Step> _steps = [];

    public IDisposable Add(SandboxPhase phase, SmtpScript script)
    {
        var step = new Step(this, phase, script);
        ImmutableInterlocked.Update(ref _steps, list => list.Insert(0, step));
        return step;
    }

    /// <summary>The phase of a command line; "" is the connection, "." the final dot.</summary>
    public static SandboxPhase PhaseOf(string command) => command.Split(' ', 2)[0].ToUpperInvariant() switch
    {
        "" => SandboxPhase.Connect,
        "EHLO" or "HELO" => SandboxPhase.Ehlo,
        "STARTTLS" => SandboxPhase.StartTls,
        "AUTH" => SandboxPhase.Auth,
        "MAIL" => SandboxPhase.Mail,
        "RCPT" => SandboxPhase.Rcpt,
        "DATA" => SandboxPhase.Data,
        "." => SandboxPhase.Dot,
        _ => SandboxPhase.Other,
    };

    public int Count(SandboxPhase phase) => Interlocked.Increment(ref _occurrences[(int)phase]);

    public async ValueTask<SandboxReply?> AnswerAsync(SmtpCommandContext context, CancellationToken cancellationToken)
    {
        foreach (var step in _steps)
        {
            if (step.Phase == context.Phase && await step.Script(context, cancellationToken) is { } reply)
                return reply;
        }

        return null;
    }

    private sealed record Step(SmtpScripts Owner, SandboxPhase Phase, SmtpScript Script) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref Owner._steps, list => list.Remove(this));
    }
}

/// <summary>Returns the reply to send, or null for the server's own. The session waits for it; the token is canceled when the server stops.</summary>
public delegate ValueTask<SandboxReply?> SmtpScript(SmtpCommandContext context, CancellationToken cancellationToken);

/// <summary>The points of a session at which a script can reply.</summary>
public enum SandboxPhase
{
    /// <summary>The connection is accepted; the reply is the greeting.</summary>
    Connect,

    Ehlo,
    StartTls,

    /// <summary>The AUTH command, before any challenge.</summary>
    Auth,
    Mail,
    Rcpt,

    /// <summary>The DATA command; the reply replaces 354.</summary>
    Data,

    /// <summary>The first bytes of the message arrived. Only <see cref="SandboxReply.Drop"/> has an effect: replies follow the final dot.</summary>
    Body,

    /// <summary>The final dot. With a 2xx reply or <see cref="SandboxReply.Drop"/>, the email is kept.</summary>
    Dot,

    /// <summary>RSET, NOOP, VRFY, QUIT and all other commands.</summary>
    Other,
}

/// <summary>What a script knows about the session.</summary>
public sealed record SmtpCommandContext
{
    public required SandboxPhase Phase { get; init; }

    /// <summary>The number of the connection on this server, from 1.</summary>
    public required int Session { get; init; }

    /// <summary>How often this server has reached this phase, including now.</summary>
    public required int Occurrence { get; init; }

    /// <summary>The command line as sent, with credentials masked; empty at Connect, Body and Dot.</summary>
    public string Command { get; init; } = "";

    /// <summary>The reverse-path, once there is one; "" is the null reverse-path.</summary>
    public string? Sender { get; init; }

    /// <summary>The forward-path of this RCPT.</summary>
    public string? Recipient { get; init; }

    /// <summary>The recipients accepted so far.</summary>
    public IReadOnlyList<string> Recipients { get; init; } = [];

    /// <summary>The message; only at Dot.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    public string? User { get; init; }

    public bool IsEncrypted { get; init; }
}
