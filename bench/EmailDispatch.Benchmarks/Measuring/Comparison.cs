using System.Diagnostics;

namespace EmailDispatch.Benchmarks.Measuring;

/// <summary>
/// Compares sides that did the same work in turns; the first is ours. Other load on the machine affects all sides alike when they alternate, so
/// the ratio within a round says more than two figures from different minutes.
/// </summary>
internal sealed record Comparison(string Title, string Unit, IReadOnlyList<(string Side, Samples Samples)> Results)
{
    public Samples Ours => Results[0].Samples;

    public Samples Ratio(int other = 1) => Ours.RatioTo(Results[other].Samples);

    /// <summary>Warms up each side, then measures the rounds, every other one in reverse order.</summary>
    public static async Task<Comparison> RunAsync(
        string title, string unit, Bounds bounds, IReadOnlyList<Side> sides, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        foreach (var side in sides)
        {
            started = Stopwatch.GetTimestamp();
            do
                await side.RoundAsync(cancellationToken);
            while (Stopwatch.GetElapsedTime(started) < bounds.WarmUp);
        }

        var values = sides.Select(_ => new List<double>()).ToList();
        started = Stopwatch.GetTimestamp();
        for (var round = 0; round < bounds.Rounds && (round < Bounds.LeastRounds || Stopwatch.GetElapsedTime(started) < bounds.Time); round++)
        {
            var order = Enumerable.Range(0, sides.Count);
            foreach (var side in round % 2 == 0 ? order : order.Reverse())
            {
                Settle();
                values[side].Add(await sides[side].RoundAsync(cancellationToken));
            }
        }

        return new Comparison(title, unit, [.. sides.Select((side, i) => (side.Name, new Samples(values[i])))]);
    }

    /// <summary>Collects garbage, so no side pays for that of the previous one.</summary>
    private static void Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
