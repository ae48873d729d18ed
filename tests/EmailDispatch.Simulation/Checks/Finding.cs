using System.Text.RegularExpressions;
using EmailDispatch.Simulation.World;

namespace EmailDispatch.Simulation.Checks;

/// <summary>A run, and the promises it broke.</summary>
public sealed partial record Finding(Plan Plan, SimulatedWorld World, IReadOnlyList<string> Faults)
{
    /// <summary>The first broken promise without ids, numbers and addresses; empty if there is none.</summary>
    public string Kind => Faults.Count == 0 ? "" : NamesPattern().Replace(Faults[0].Split('\n')[0], "…");

    public TimeSpan Simulated => World.Scheduler.Now - World.Start;

    public string Hash => World.History.Hash(World.Start);

    [GeneratedRegex(@"\S*[0-9@]\S*")]
    private static partial Regex NamesPattern();
}
