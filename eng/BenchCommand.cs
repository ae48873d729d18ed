namespace EmailDispatch.Dev;

/// <summary><c>bench</c>: the benchmarks, in Release; <c>bench list</c> tells which there are.</summary>
internal static class BenchCommand
{
    private const string Benchmarks = "bench/EmailDispatch.Benchmarks";

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        await Npm.InstallAsync("src/EmailDispatch.LocalHost", cancellationToken);
        // The peer is of use with Redis alone; without it that scenario says what is missing.
        if (Tool.PathOf("redis-server") is not null)
            await Npm.InstallAsync("bench/peer", cancellationToken);
        return await Tool.RunAsync("dotnet", ["run", "--project", Benchmarks, "-c", "Release", "--", .. arguments.Rest], cancellationToken);
    }
}
