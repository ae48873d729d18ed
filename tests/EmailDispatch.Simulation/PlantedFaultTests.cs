using EmailDispatch.Simulation.Mutants;
using EmailDispatch.Simulation.World;
using Runs = EmailDispatch.Simulation.Checks.Simulation;

namespace EmailDispatch.Simulation;

/// <summary>The checker finds faults of the protocol; otherwise it would prove nothing that it finds none.</summary>
public sealed class PlantedFaultTests(ITestOutputHelper output)
{
    private static readonly int Seeds = TestSize.Of("SIMULATION_MUTANT_SEEDS", 300);

    public static TheoryData<string> Names => [.. PlantedFaults.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Planted_fault_is_found(string name)
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            if (await Runs.RunAsync(PlanGenerator.Draw(seed), PlantedFaults.All[name]()) is not { Faults: [var found, ..] })
                continue;
            Assert.False(found.StartsWith(Runs.Broke, StringComparison.Ordinal), found);
            output.WriteLine($"Seed {seed}: {found.Split('\n')[0]}");
            return;
        }

        Assert.Fail($"Nothing was found in {Seeds} seeds.");
    }
}
