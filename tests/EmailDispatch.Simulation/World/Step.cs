using EmailDispatch.Simulation.Mail;
using EmailDispatch.Simulation.Storage;

namespace EmailDispatch.Simulation.World;

/// <summary>One thing that happens to a world, and when.</summary>
public sealed record Step(TimeSpan At, StepKind Kind)
{
    /// <summary>The number of the email, key, or instance.</summary>
    public int Number { get; init; }

    public IReadOnlyList<string> To { get; init; } = [];

    public bool AtMostOnce { get; init; }

    /// <summary>Whether the email does not fit a queue message.</summary>
    public bool IsLarge { get; init; }

    /// <summary>Whether it is posted with the API key that may be revoked.</summary>
    public bool IsKeyed { get; init; }

    /// <summary>How long it lasts, or how much later the email is due.</summary>
    public TimeSpan Lasts { get; init; }

    public StorageFault Storage { get; init; }

    public MailFault Mail { get; init; }

    /// <summary>The provider, the storage service or <c>webhook</c>; empty for all providers or services.</summary>
    public string Where { get; init; } = "";

    /// <summary>The share of requests that fail.</summary>
    public double Share { get; init; }

    /// <summary>Whether it is a fault, which a minimal example may do without first.</summary>
    public bool IsFault => Kind >= StepKind.Crash;

    public override string ToString() => $"+{At:hh\\:mm\\:ss} {Kind} {Number}" + Kind switch
    {
        StepKind.StorageStorm => $" {(Where.Length == 0 ? "storage" : Where)}: {Storage}, {Share:P0} for {Lasts:hh\\:mm\\:ss}",
        StepKind.MailStorm => $" {(Where.Length == 0 ? "all providers" : Where)}: {Mail}, {Share:P0} for {Lasts:hh\\:mm\\:ss}",
        >= StepKind.AddProvider or StepKind.Cancel or StepKind.Retry or StepKind.Repeat => "",
        _ => $" to {string.Join(' ', To)}{(AtMostOnce ? ", at most once" : "")}{(IsLarge ? ", large" : "")}{(IsKeyed ? ", with the API key" : "")}{(Lasts > TimeSpan.Zero ? $", due after {Lasts:hh\\:mm\\:ss}" : "")}",
    };
}
