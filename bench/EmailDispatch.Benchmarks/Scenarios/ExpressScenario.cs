using System.Diagnostics;
using System.Text;
using EmailDispatch.Benchmarks.Mail;
using EmailDispatch.Benchmarks.Measuring;
using EmailDispatch.Benchmarks.Processes;
using EmailDispatch.Benchmarks.Storage;

namespace EmailDispatch.Benchmarks.Scenarios;

/// <summary>The latency of <c>Prefer: wait</c> on an idle host, and its storage requests, which are exact.</summary>
internal sealed class ExpressScenario : IScenario
{
    private const int Emails = 300;
    private const int Counted = 50;

    public string Name => "express";

    public string Question => "idle, one email at a time with Prefer: wait: from POST to its outcome; storage requests";

    public async Task RunAsync(Bounds bounds, Report report, CancellationToken cancellationToken)
    {
        await using var sink = new SmtpSink();
        await using var azurite = await Azurite.StartAsync(cancellationToken);
        var settings = EmailHost.Settings(azurite.ConnectionString, sink.Port);
        var json = Encoding.UTF8.GetBytes(Letters.WithBodies(2 * 1024));
        await using (var host = await HostProcess.StartAsync(settings, cancellationToken))
        {
            using var caller = host.Caller();
            var taken = new List<double>();
            for (var n = 0; n < 2 * Emails; n++)
            {
                var started = Stopwatch.GetTimestamp();
                await caller.PostExpressAsync(json, cancellationToken);
                if (n >= Emails)
                    taken.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            var samples = new Samples(taken);
            report.Add("POST to outcome", samples, "ms", 50, 95, 99);
            report.Add(Figure.AtMost("express, POST to outcome, p50", samples.Percentile(50), 15, " ms"));
            report.Add(Figure.AtMost("express, POST to outcome, p95", samples.Percentile(95), 40, " ms"));
        }

        var counter = new StorageCounter();
        await using var counting = await EmailHost.StartAsync(settings, services => services.AddStorageClients(azurite.ConnectionString, policy: counter), cancellationToken);
        using var counted = counting.Caller();
        await PostAsync(4);
        counter.Take();
        await PostAsync(Counted);
        var requests = counter.Take().Where(c => c.Key != StorageRequestKind.ReadQueue).Sum(c => c.Value);
        report.Add(Figure.AtMost("express, storage requests per email", (double)requests / Counted, 4));

        async Task PostAsync(int emails)
        {
            for (var n = 0; n < emails; n++)
            {
                var deleted = counter[StorageRequestKind.DeleteMessage];
                await counted.PostExpressAsync(json, cancellationToken);
                await counter.WaitForAsync(StorageRequestKind.DeleteMessage, deleted + 1, cancellationToken);
            }
        }
    }
}
