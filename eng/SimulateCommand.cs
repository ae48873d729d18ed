using System.Globalization;

namespace EmailDispatch.Dev;

/// <summary><c>simulate</c>: runs many seeds of the simulation in Release; with <c>--seed</c> alone, that seed.</summary>
internal static class SimulateCommand
{
    public static Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        var (seed, seeds) = (Number("--seed"), Number("--seeds"));
        arguments.RefuseTheRest();
        Environment.SetEnvironmentVariable("SIMULATION_SEED", $"{seed ?? 1}");
        Environment.SetEnvironmentVariable("SIMULATION_SEEDS", $"{seeds ?? (seed is null ? 1000 : 1)}");
        return Tool.RunAsync(
            "dotnet", ["run", "--project", "tests/EmailDispatch.Simulation", "-c", "Release", "--", "-class", "EmailDispatch.Simulation.SimulationTests", "-showLiveOutput", "-noLogo"], cancellationToken);

        int? Number(string name) => arguments.Value(name) is not { } text ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
            : throw new Refusal($"{name} needs a number from 1, not '{text}'.");
    }
}
