using System.Text.RegularExpressions;

namespace EmailDispatch.Dev;

/// <summary><c>bench</c>: runs the benchmarks in Release; <c>bench list</c> lists them.</summary>
internal static partial class BenchCommand
{
    private const string Benchmarks = "bench/EmailDispatch.Benchmarks";

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        if (arguments.Rest is ["list"])
            return List();
        await Npm.InstallAsync("src/EmailDispatch.LocalHost", cancellationToken);
        // The peer needs Redis; without it that scenario is skipped with a message.
        if (Tool.PathOf("redis-server") is not null)
            await Npm.InstallAsync("bench/peer", cancellationToken);
        return await Tool.RunAsync("dotnet", ["run", "--project", Benchmarks, "-c", "Release", "--", .. arguments.Rest], cancellationToken);
    }

    // Read from the sources, so that listing needs no release build.
    private static int List()
    {
        foreach (var file in Directory.GetFiles($"{Benchmarks}/Scenarios", "*Scenario.cs").Order(StringComparer.Ordinal))
        {
            var source = File.ReadAllText(file);
            if (Name().Match(source) is { Success: true } name)
                Console.WriteLine($"  {name.Groups[1].Value,-12} {Question().Match(source).Groups[1].Value}");
        }

        Console.WriteLine("  micro        the steps by themselves, with BenchmarkDotNet, whose arguments may follow");
        return 0;
    }

    [GeneratedRegex("""string Name => "([^"]+)";""")]
    private static partial Regex Name();

    [GeneratedRegex("""string Question => "([^"]+)";""")]
    private static partial Regex Question();
}
