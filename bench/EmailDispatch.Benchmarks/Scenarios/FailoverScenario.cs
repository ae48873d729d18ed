using System.Diagnostics;
using System.Text;
using EmailDispatch.Benchmarks.Mail;
using EmailDispatch.Benchmarks.Measuring;
using EmailDispatch.Benchmarks.Processes;

namespace EmailDispatch.Benchmarks.Scenarios;

/// <summary>The cost of a first provider that does not work, for the first email that meets it and for those that follow.</summary>
internal sealed class FailoverScenario : IScenario
{
    private const int WarmUp = 50;
    private const int Following = 40;

    public string Name => "failover";

    public string Question => "cost of a primary that is dead, silent, or answers 421, for the first and the following emails";

    public async Task RunAsync(Bounds bounds, Report report, CancellationToken cancellationToken)
    {
        var json = Encoding.UTF8.GetBytes(Letters.WithBodies(2 * 1024));
        await using var silent = new SmtpSink { IsSilent = true };
        await using var refusing = new SmtpSink { Refuses = true };
        var primaries = new (string Name, int? Port)[] { ("working", null), ("dead", Ports.Free()), ("421", refusing.Port), ("silent", silent.Port) };

        var normal = 0.0;
        foreach (var (name, port) in primaries)
        {
            var (first, following) = await MeasureAsync(port);
            report.Add($"{name} primary: first email", first, "ms");
            report.Add($"{name} primary: following emails", following, "ms", 50, 95);
            if (port is null)
                normal = following.Median;
            if (name != "silent")
                continue;
            report.Add(Figure.AtMost("silent primary: first email", first / 1000, 0.8, " s"));
            report.Add(Figure.AtMost("silent primary: following emails, over normal", following.Median - normal, 50, " ms"));
        }

        // Breakers are rows in storage, so each primary starts with a new storage.
        async Task<(double First, Samples Following)> MeasureAsync(int? primary)
        {
            await using var azurite = await Azurite.StartAsync(cancellationToken);
            await using var secondary = new SmtpSink();
            var settings = EmailHost.Settings(azurite.ConnectionString, primary is { } port ? [port, secondary.Port] : [secondary.Port]);

            // Warm-up emails name their provider; only the measured ones choose.
            var second = primary is null ? 0 : 1;
            await using var host = await HostProcess.StartAsync(settings, cancellationToken);
            using var caller = host.Caller();
            var warm = Encoding.UTF8.GetBytes(Letters.WithBodies(2 * 1024).Insert(1, $"\"provider\":\"sink-{second}\","));
            for (var n = 0; n < WarmUp; n++)
                await SendAsync(warm);

            var first = await SendAsync(json);
            var following = new List<double>();
            for (var n = 0; n < Following; n++)
                following.Add(await SendAsync(json));
            return (first, new Samples(following));

            async Task<double> SendAsync(byte[] email)
            {
                var before = secondary.Count;
                var started = Stopwatch.GetTimestamp();
                await caller.PostAsync("emails", email, cancellationToken);
                await secondary.WaitForAsync(before + 1, cancellationToken);
                return Stopwatch.GetElapsedTime(started, secondary.LastAt).TotalMilliseconds;
            }
        }
    }
}
