using EmailDispatch.Simulation.Mail;
using EmailDispatch.Status;

namespace EmailDispatch.Simulation.World;

/// <summary>What a provider reports about one recipient of a message that it took.</summary>
public sealed record ProviderReport(Copy Copy, string Address, ReportKind Kind)
{
    /// <summary>Whether it was posted, so that an instance may have it.</summary>
    public bool IsPosted { get; set; }

    /// <summary>Whether an instance confirmed that it has it.</summary>
    public bool IsConfirmed { get; set; }
}
