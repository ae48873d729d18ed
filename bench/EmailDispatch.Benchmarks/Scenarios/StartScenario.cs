using System.Diagnostics;
using System.Text;
using EmailDispatch.Benchmarks.Mail;
using EmailDispatch.Benchmarks.Measuring;
using EmailDispatch.Benchmarks.Processes;

namespace EmailDispatch.Benchmarks.Scenarios;

/// <summary>From starting the local host's process to its first email, which a caller posts as soon as the host listens.</summary>
internal sealed class StartScenario : IScenario
{
    private const int Starts = 5;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public string Name => "start";

    public string Question => "from the start of the local host to its first email sent";

    public async Task RunAsync(Bounds bounds, Report report, CancellationToken cancellationToken)
    {
        var json = Encoding.UTF8.GetBytes(Letters.WithBodies(2 * 1024));
        await using var azurite = await Azurite.StartAsync(cancellationToken);
        var seconds = new List<double>();
        for (var n = 0; n < Starts; n++)
        {
            await using var sink = new SmtpSink();
            var port = Ports.Free();
            var started = Stopwatch.GetTimestamp();
            await using var host = HostProcess.Start(EmailHost.Settings(azurite.ConnectionString, sink.Port), port);
            using var caller = new EmailCaller(new Uri($"http://127.0.0.1:{port}"));
            await PostUntilTakenAsync(caller, started);
            await sink.WaitForAsync(1, cancellationToken);
            seconds.Add(Stopwatch.GetElapsedTime(started, sink.LastAt).TotalSeconds);
        }

        var samples = new Samples(seconds);
        report.Add("start to first email sent", samples, "s");
        report.Add(Figure.AtMost("start of the local host to first email sent", samples.Median, 4, " s"));

        async Task PostUntilTakenAsync(EmailCaller caller, long started)
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (true)
            {
                try
                {
                    await caller.PostAsync("emails", json, cancellationToken);
                    return;
                }
                catch (HttpRequestException) when (Stopwatch.GetElapsedTime(started) < Limit)
                {
                    await timer.WaitForNextTickAsync(cancellationToken);
                }
            }
        }
    }
}
