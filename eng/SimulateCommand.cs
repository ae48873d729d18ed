using System.Globalization;

namespace EmailDispatch.Dev;

/// <summary><c>simulate</c>: runs many seeds of the simulation in Release, on all cores; with <c>--seed</c> alone, that seed.</summary>
internal static class SimulateCommand
{
    private const string Project = "tests/EmailDispatch.Simulation";

    // A world needs the thread pool of a process for itself. Fewer seeds are not worth another process.
    private const int MinSeeds = 20;

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        var (seed, seeds) = (Number("--seed"), Number("--seeds"));
        arguments.RefuseTheRest();
        var (first, count) = (seed ?? 1, seeds ?? (seed is null ? 1000 : 1));
        var processes = Math.Clamp(count / MinSeeds, 1, Environment.ProcessorCount);
        await Tool.RequireAsync("dotnet", ["build", Project, "-c", "Release", "--nologo", "-v", "q"], cancellationToken, quiet: true);
        var results = await Task.WhenAll(Enumerable.Range(0, processes).Select(n =>
        {
            var (from, to) = (StartOf(n), StartOf(n + 1));
            return Tool.RunAsync(
                "dotnet", ["run", "--no-build", "--project", Project, "-c", "Release", "--", "-class", "EmailDispatch.Simulation.SimulationTests", "-showLiveOutput", "-noLogo"], cancellationToken,
                environment: new Dictionary<string, string> { ["SIMULATION_SEED"] = $"{from}", ["SIMULATION_SEEDS"] = $"{to - from}" });
        }));
        return results.Max();

        long StartOf(int process) => first + ((long)count * process / processes);

        int? Number(string name) => arguments.Value(name) is not { } text ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
            : throw new Refusal($"{name} needs a number from 1, not '{text}'.");
    }
}
