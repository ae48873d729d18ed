using System.Diagnostics;
using EmailDispatch.Benchmarks.Measuring;
using EmailDispatch.Testing;

namespace EmailDispatch.Benchmarks.Scenarios;

/// <summary>How long templates and style sheets that were made to exhaust the engine, or are as large as allowed, keep it busy. Their tests bound steps and bytes, not time.</summary>
internal sealed class TemplatesScenario : IScenario
{
    private const int Shown = 5;

    public string Name => "templates";

    public string Question => "the time that each hostile or large template or style sheet takes, the first time and warm";

    public async Task RunAsync(Bounds bounds, Report report, CancellationToken cancellationToken)
    {
        // What came before in the process must not have compiled the engine already, so each is timed once before any is timed again.
        var first = new List<(string Name, double Milliseconds)>();
        foreach (var (name, run) in Attacks())
            first.Add((name, await TimeAsync(run)));

        var warm = Attacks().ToDictionary(attack => attack.Name, _ => new List<double>());
        for (var round = 0; round < bounds.Rounds; round++)
        {
            foreach (var (name, run) in Attacks())
            {
                cancellationToken.ThrowIfCancellationRequested();
                warm[name].Add(await TimeAsync(run));
            }
        }

        var samples = warm.Select(attack => (attack.Key, Samples: new Samples(attack.Value))).OrderByDescending(attack => attack.Samples.Median).ToList();
        foreach (var (name, milliseconds) in first.OrderByDescending(attack => attack.Milliseconds).Take(Shown))
            report.Add($"first time: {name}", milliseconds, "ms");
        foreach (var (name, times) in samples.Take(Shown))
            report.Add($"warm: {name}", times, "ms");
        report.Add(Figure.AtMost($"slowest of {samples.Count} hostile and large templates, warm", samples[0].Samples.Median, 200, " ms"));
    }

    private static IEnumerable<(string Name, Func<Task> RunAsync)> Attacks() =>
    [
        .. HostileTemplate.All.Concat(HostileTemplate.Large.Select(large => large with { Name = $"large: {large.Name}" })).Select(template => (template.Name, (Func<Task>)(() => TemplateBench.RenderAsync(TemplateBench.Json(template.Html, template.Variables), template.Values)))),
        .. HostileTemplate.Styles.Select(style => ($"style: {style.Name}", (Func<Task>)(() => Task.FromResult(TemplateBench.Inline(style.Html))))),
    ];

    private static async Task<double> TimeAsync(Func<Task> run)
    {
        var started = Stopwatch.GetTimestamp();
        await run();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
