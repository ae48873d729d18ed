using System.Diagnostics;
using System.Text;
using EmailDispatch.Benchmarks.Mail;
using EmailDispatch.Benchmarks.Measuring;
using EmailDispatch.Benchmarks.Processes;

namespace EmailDispatch.Benchmarks.Scenarios;

/// <summary>The latency of an email on an idle host: one at a time, each after the previous one was sent.</summary>
internal sealed class LatencyScenario : IScenario
{
    private const int Emails = 300;
    private const int WarmUp = 300;

    public string Name => "latency";

    public string Question => "idle, one email at a time: from POST to 202, and to the provider's 250";

    public async Task RunAsync(Bounds bounds, Report report, CancellationToken cancellationToken)
    {
        await using var sink = new SmtpSink();
        await using var azurite = await Azurite.StartAsync(cancellationToken);
        await using var host = await HostProcess.StartAsync(EmailHost.Settings(azurite.ConnectionString, sink.Port), cancellationToken);
        using var caller = host.Caller();
        var json = Encoding.UTF8.GetBytes(Letters.WithBodies(2 * 1024));

        var (accepted, sent) = (new List<double>(), new List<double>());
        for (var n = 0; n < WarmUp + Emails; n++)
        {
            var before = sink.Count;
            var started = Stopwatch.GetTimestamp();
            await caller.PostAsync("emails", json, cancellationToken);
            var answeredIn = Stopwatch.GetElapsedTime(started);
            await sink.WaitForAsync(before + 1, cancellationToken);
            if (n < WarmUp)
                continue;
            accepted.Add(answeredIn.TotalMilliseconds);
            sent.Add(Stopwatch.GetElapsedTime(started, sink.LastAt).TotalMilliseconds);
        }

        var (untilAccepted, untilSent) = (new Samples(accepted), new Samples(sent));
        report.Add("POST to 202", untilAccepted, "ms", 50, 95, 99);
        report.Add("POST to the provider's 250", untilSent, "ms", 50, 95, 99);
        report.Add(Figure.AtMost("idle latency, POST to 202, p50", untilAccepted.Percentile(50), 8, " ms"));
        report.Add(Figure.AtMost("idle latency, POST to 250, p50", untilSent.Percentile(50), 30, " ms"));
        report.Add(Figure.AtMost("idle latency, POST to 250, p95", untilSent.Percentile(95), 100, " ms"));
    }
}
