using System.Diagnostics;
using System.Text;
using EmailDispatch.Benchmarks.Mail;
using EmailDispatch.Benchmarks.Measuring;
using EmailDispatch.Benchmarks.Processes;

namespace EmailDispatch.Benchmarks.Scenarios;

/// <summary>
/// Posts at a fixed rate, whether or not earlier ones were answered, while the host sends. Times count from when a post was due, so that a stall is
/// seen by all the posts that it delays. Refusals (503) are counted, and not repeated.
/// </summary>
internal sealed class LoadScenario : IScenario
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(10);
    private static readonly int[] Rates = [100, 200, 400];

    public string Name => "load";

    public string Question => "POST to 202 at 100, 200 and 400 a second";

    public async Task RunAsync(Bounds bounds, Report report, CancellationToken cancellationToken)
    {
        var json = Encoding.UTF8.GetBytes(Letters.WithBodies(2 * 1024));
        foreach (var rate in Rates)
        {
            await using var azurite = await Azurite.StartAsync(cancellationToken);
            await using var sink = new SmtpSink();
            await using var host = await HostProcess.StartAsync(EmailHost.Settings(azurite.ConnectionString, sink.Port), cancellationToken);
            using var caller = host.Caller();
            var (warm, _) = await PostAsync(caller, json, 100, cancellationToken);
            await sink.WaitForAsync(warm.Count, cancellationToken);

            var (times, refused) = await PostAsync(caller, json, rate, cancellationToken);
            await sink.WaitForAsync(warm.Count + times.Count, cancellationToken);
            var samples = new Samples(times);
            report.Add($"POST to 202 at {rate} a second", samples, "ms", 50, 99);
            report.Add($"refused at {rate} a second", refused, "posts");
            if (rate == 200)
                report.Add(Figure.AtMost("POST to 202 at 200 a second, p99", samples.Percentile(99), 100, " ms"));
        }
    }

    private static async Task<(IReadOnlyList<double> Accepted, int Refused)> PostAsync(EmailCaller caller, byte[] json, int rate, CancellationToken cancellationToken)
    {
        var posts = new List<Task<double?>>();
        var started = Stopwatch.GetTimestamp();
        for (var n = 0; n < rate * Time.TotalSeconds; n++)
        {
            var due = started + (long)(n * (double)Stopwatch.Frequency / rate);
            if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is { Ticks: > 0 } wait)
                await Task.Delay(wait, cancellationToken);
            posts.Add(PostOneAsync(due));
        }

        var times = await Task.WhenAll(posts);
        return ([.. times.OfType<double>()], times.Count(time => time is null));

        async Task<double?> PostOneAsync(long due) =>
            await caller.TryPostAsync(json, cancellationToken) ? Stopwatch.GetElapsedTime(due).TotalMilliseconds : null;
    }
}
