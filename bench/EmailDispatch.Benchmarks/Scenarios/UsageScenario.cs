using System.Diagnostics;
using EmailDispatch.Benchmarks.Measuring;
using EmailDispatch.Benchmarks.Storage;
using EmailDispatch.Status;
using EmailDispatch.Usage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Benchmarks.Scenarios;

/// <summary>The cost of a usage aggregation, by the number of rows in the open hour.</summary>
internal sealed class UsageScenario : IScenario
{
    private const int Runs = 5;

    public string Name => "usage";

    public string Question => "a run of the usage aggregation over 10,000, 50,000 and 200,000 rows, storage stubbed";

    public async Task RunAsync(Bounds bounds, Report report, CancellationToken cancellationToken)
    {
        // Three hours ago, so no row is still being written.
        var now = TimeProvider.System.GetUtcNow();
        var hour = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero).AddHours(-3);
        foreach (var rows in (int[])[10_000, 50_000, 200_000])
        {
            var storage = new HourOfRows(rows, hour);
            var tables = storage.Client();
            var openHours = new OpenHours(tables, TimeProvider.System);
            var status = new StatusStore(tables, openHours, Options.Create(new StatusOptions()), TimeProvider.System);
            var aggregator = new UsageAggregator(openHours, status, new UsageTable(tables), TimeProvider.System, NullLogger<UsageAggregator>.Instance);
            await aggregator.RunAsync(cancellationToken);

            var (milliseconds, bytes, requests) = (new List<double>(), new List<double>(), storage.Requests);
            for (var n = 0; n < Runs; n++)
            {
                var before = GC.GetTotalAllocatedBytes(precise: true);
                var started = Stopwatch.GetTimestamp();
                var run = await aggregator.RunAsync(cancellationToken);
                milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                bytes.Add((double)(GC.GetTotalAllocatedBytes(precise: true) - before) / rows);
                if (run.Rows != rows)
                    throw new InvalidOperationException($"The run read {run.Rows} rows, not {rows}: {run}");
            }

            report.Add($"{rows:N0} rows: a run", new Samples(milliseconds), "ms");
            report.Add($"{rows:N0} rows: allocated", new Samples(bytes).Median, "bytes a row");
            report.Add($"{rows:N0} rows: storage requests", (double)(storage.Requests - requests) / Runs, "a run");
        }
    }
}
