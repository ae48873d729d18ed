namespace EmailDispatch.Sandbox;

/// <summary>The commands and replies of one connection.</summary>
public sealed class SmtpSessionLog(int number)
{
    private const int Kept = 1_000;

    private readonly Lock _guard = new();
    private readonly List<SmtpExchange> _exchanges = [];

    /// <summary>From 1, in the order of connection.</summary>
    public int Number => number;

    public bool IsClosed { get; internal set; }

    /// <summary>The first 1,000 commands with their replies.</summary>
    public IReadOnlyList<SmtpExchange> Exchanges
    {
        get
        {
            lock (_guard)
                return [.. _exchanges];
        }
    }

    /// <summary>The number of all commands, without the greeting.</summary>
    public int CommandCount { get; private set; }

    internal void Add(string command, SandboxReply reply)
    {
        lock (_guard)
        {
            if (command.Length > 0)
                CommandCount++;
            if (_exchanges.Count < Kept)
                _exchanges.Add(new SmtpExchange(command, reply));
        }
    }
}

/// <summary>A command and its reply. The command has no CRLF, and credentials are masked; "" is the connection itself, "." the final dot.</summary>
public sealed record SmtpExchange(string Command, SandboxReply Reply);
