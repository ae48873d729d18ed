namespace EmailDispatch.Simulation.World;

/// <summary>What a caller asked for, and what it was told.</summary>
public sealed class Submission(Step step)
{
    public Step Step => step;

    /// <summary>The ids in the first answer that accepted it; empty if there was none.</summary>
    public IReadOnlyList<string> Ids { get; set; } = [];

    /// <summary>When that answer came.</summary>
    public DateTimeOffset? AcceptedAt { get; set; }

    /// <summary>Whether a try was refused with the statement that nothing was accepted.</summary>
    public bool WasRefused { get; set; }

    /// <summary>Whether a try got no answer, or one that leaves it open.</summary>
    public bool IsOpen { get; set; }

    /// <summary>When a cancellation was confirmed.</summary>
    public DateTimeOffset? CanceledAt { get; set; }

    /// <summary>How often a retry was confirmed.</summary>
    public int Retries { get; set; }

    /// <summary>When it was last made due.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>The subject, which names it in the rows.</summary>
    public string Subject => $"email {step.Number}";
}
