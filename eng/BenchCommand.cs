namespace EmailDispatch.Dev;

/// <summary><c>bench</c>: the benchmarks, in Release.</summary>
internal static class BenchCommand
{
    private const string Benchmarks = "bench/EmailDispatch.Benchmarks";

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Benchmarks))
            throw new Refusal($"There are no benchmarks yet: {Benchmarks} does not exist.");
        await Packages.ChooseAsync(arguments.Value("--packages"), cancellationToken);
        return await Tool.RunAsync("dotnet", ["run", "--project", Benchmarks, "-c", "Release", "--", .. arguments.Rest], cancellationToken);
    }
}
