using EmailDispatch.Simulation.Mutants;
using EmailDispatch.Simulation.World;

namespace EmailDispatch.Simulation.Checks;

/// <summary>Runs plans, and makes a failing one as small as it can be.</summary>
public static class Simulation
{
    /// <summary>What a fault begins with that is no broken promise: the simulation itself could not go on.</summary>
    public const string Broke = "The world broke: ";

    /// <summary>Runs a plan.</summary>
    public static async Task<Finding> RunAsync(Plan plan, Mutant? mutant = null, bool tellsLogs = false)
    {
        var world = new SimulatedWorld((mutant ?? Mutant.None).Change(plan), mutant ?? Mutant.None, tellsLogs);
        IReadOnlyList<string> faults;
        try
        {
            await world.RunAsync();
            faults = [.. world.Faults.Distinct()];
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            faults = [$"{Broke}{fault}"];
        }

        return new Finding(plan, world, faults);
    }

    /// <summary>Leaves out steps, faults first, as long as the same kind of promise is broken.</summary>
    public static async Task<Plan> MinimiseAsync(Finding finding, Mutant? mutant = null)
    {
        var (plan, kind) = (finding.Plan, finding.Kind);
        for (var isSmaller = true; isSmaller;)
        {
            isSmaller = false;
            foreach (var step in plan.Steps.OrderByDescending(step => step.IsFault).ToList())
            {
                var smaller = plan with { Steps = [.. plan.Steps.Where(other => other != step)] };
                if ((await RunAsync(smaller, mutant)).Kind == kind)
                    (plan, isSmaller) = (smaller, true);
            }
        }

        return plan;
    }

    /// <summary>A failing plan made small, and its timeline.</summary>
    public static async Task<string> DescribeAsync(Finding finding)
    {
        var small = await RunAsync(await MinimiseAsync(finding), tellsLogs: true);
        return $"""
            Seed {finding.Plan.Seed} breaks promises:
              {string.Join("\n  ", finding.Faults)}
            {small.Plan.Steps.Count} of its {finding.Plan.Steps.Count} steps suffice for "{small.Kind}"; {small.Plan.Instances} instances, emails are retried for {small.Plan.MaxAge}:
            {string.Join('\n', small.World.History.Timeline(small.World.Start))}
            """;
    }
}
