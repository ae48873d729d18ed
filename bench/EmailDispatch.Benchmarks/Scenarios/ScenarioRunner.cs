using System.Globalization;
using EmailDispatch.Benchmarks.Measuring;
using EmailDispatch.Benchmarks.Micro;

namespace EmailDispatch.Benchmarks.Scenarios;

/// <summary>The command line: runs the chosen scenarios for the chosen time, and prints which figures were reached.</summary>
internal static class ScenarioRunner
{
    private static readonly IScenario[] All =
    [
        new DispatchScenario(),
        new SigningScenario(),
        new EndToEndScenario(),
        new DoorScenario(),
        new PeerScenario(),
        new RequestsScenario(),
        new MemoryScenario(),
        new LatencyScenario(),
        new ExpressScenario(),
        new LoadScenario(),
        new FailoverScenario(),
        new HedgeScenario(),
        new TemplatesScenario(),
        new UsageScenario(),
        new StartScenario(),
        new ColdStartScenario(),
    ];

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var bounds = new Bounds(Rounds: 9, Time: TimeSpan.FromSeconds(60), WarmUp: TimeSpan.FromSeconds(10));
        var chosen = new List<IScenario>();
        var earlier = new Dictionary<string, double>();
        for (var i = 0; i < arguments.Length; i++)
        {
            if (i + 1 < arguments.Length && int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && Bounded(bounds, arguments[i], number) is { } narrower)
            {
                bounds = narrower;
                i++;
            }
            else if (arguments[i] == "--compare" && i + 1 < arguments.Length && Report.TryReadFigures(arguments[i + 1], earlier))
                i++;
            else if (All.FirstOrDefault(scenario => scenario.Name == arguments[i]) is { } scenario)
                chosen.Add(scenario);
            else
                return Explain(arguments[i]);
        }

        var failed = 0;
        var figures = new List<Figure>();
        foreach (var scenario in chosen.Count > 0 ? chosen : [.. All])
        {
            Console.WriteLine($"\n{scenario.Name}: {scenario.Question}");
            var report = new Report(scenario.Name);
            try
            {
                await scenario.RunAsync(bounds, report, cancellationToken);
                await report.WriteAsync(cancellationToken);
                figures.AddRange(report.Figures);
            }
#pragma warning disable CA1031 // The other scenarios may still have something to tell.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Console.WriteLine($"  FAILED: {fault}");
                failed++;
            }
        }

        Console.WriteLine($"\nFigures, on {Machine.Current}");
        figures.ForEach(figure => Report.Print(figure, earlier.TryGetValue(figure.Name, out var value) ? value : null));
        return failed;
    }

    private static Bounds? Bounded(Bounds bounds, string option, int number) => option switch
    {
        "--rounds" => bounds with { Rounds = number },
        "--seconds" => bounds with { Time = TimeSpan.FromSeconds(number) },
        "--warm-up" => bounds with { WarmUp = TimeSpan.FromSeconds(number) },
        _ => null,
    };

    private static int Explain(string argument)
    {
        if (argument != "list")
            Console.Error.WriteLine($"'{argument}' is not a scenario or an option.");
        Console.WriteLine("dotnet dev.cs bench [scenario …] [--rounds 9] [--seconds 60] [--warm-up 10] [--compare FILE …]");
        Console.WriteLine("Seconds are for each comparison and each side. A FILE is the JSON of an earlier run; the change of each of its figures is printed.\n");
        foreach (var scenario in All)
            Console.WriteLine($"  {scenario.Name,-12} {scenario.Question}");
        Console.WriteLine($"  {MicroBenchmarks.Command,-12} the steps by themselves, with BenchmarkDotNet, whose arguments may follow");
        return argument == "list" ? 0 : 1;
    }
}
