using System.Diagnostics;

namespace EmailDispatch.Benchmarks.Measuring;

/// <summary>
/// Sides that did the same work in turns. The first is ours, the others are what it is held against. A machine is never quiet: what it does
/// beside meets every side alike when they alternate, and the ratio of a round says more than two figures from different minutes.
/// </summary>
internal sealed record Comparison(string Title, string Unit, IReadOnlyList<(string Side, Samples Samples)> Results)
{
    public Samples Ours => Results[0].Samples;

    public Samples Ratio(int other = 1) => Ours.RatioTo(Results[other].Samples);

    /// <summary>Rounds to warm up, then those that count, every other one in reverse order.</summary>
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

    /// <summary>No side pays for the garbage of the one before.</summary>
    private static void Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
