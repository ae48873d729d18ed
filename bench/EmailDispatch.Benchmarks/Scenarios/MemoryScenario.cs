using System.Globalization;
using System.Text;
using EmailDispatch.Benchmarks.Mail;
using EmailDispatch.Benchmarks.Measuring;
using EmailDispatch.Benchmarks.Processes;

namespace EmailDispatch.Benchmarks.Scenarios;

/// <summary>What an email allocates in the dispatch stage, and the peak memory of the process with large emails.</summary>
internal sealed class MemoryScenario : IScenario
{
    private const int LargeEmails = 16;
    private const int LargeBytes = 9 * 1024 * 1024;

    public string Name => "memory";

    public string Question => "bytes allocated for an email against a bare loop, and the peak working set with sixteen emails of 9 MB in flight";

    public async Task RunAsync(Bounds bounds, Report report, CancellationToken cancellationToken)
    {
        await using (var sink = await MailSink.StartAsync(cancellationToken))
        {
            foreach (var (size, count, target) in ((string, int, double?)[])[("2KB", 2000, 2.0), ("50KB", 500, null), ("1MB", 100, 1.3)])
            {
                var bytes = new Dictionary<string, double>();
                foreach (var side in (string[])[AllocationRun.Ours, AllocationRun.WithSdk, AllocationRun.BareReading, AllocationRun.Bare])
                {
                    bytes[side] = await AllocatedAsync(side, size, sink.Port, count, cancellationToken);
                    report.Add($"{size}: {side}", bytes[side], "bytes");
                }

                report.Add($"{size}: to a bare loop that is given objects", bytes[AllocationRun.Ours] / bytes[AllocationRun.Bare], "times");
                if (size == "2KB")
                    report.Add(Figure.AtMost("allocated per email vs bare loop, SDK included, 2KB", bytes[AllocationRun.WithSdk] / bytes[AllocationRun.Bare], 1.5));
                if (target is { } most)
                    report.Add(Figure.AtMost($"allocated per email vs bare loop that reads the same JSON, {size}", bytes[AllocationRun.Ours] / bytes[AllocationRun.BareReading], most));
            }
        }

        report.Add(Figure.AtMost("peak working set, sixteen 9 MB emails in flight", await PeakAsync(cancellationToken), 500, " MB"));
    }

    private static async Task<double> AllocatedAsync(string side, string size, int port, int count, CancellationToken cancellationToken)
    {
        string[] arguments = [side, size, port.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture)];
        await using var run = ChildProcess.StartRole(Roles.Allocations, arguments);
        var answer = await run.WaitForAsync(line => double.TryParse(line, CultureInfo.InvariantCulture, out _) ? line : null, TimeSpan.FromMinutes(2), cancellationToken);
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }

    private static async Task<double> PeakAsync(CancellationToken cancellationToken)
    {
        await using var sink = new SmtpSink();
        await using var azurite = await Azurite.StartAsync(cancellationToken);
        await using var host = await HostProcess.StartAsync(EmailHost.Settings(azurite.ConnectionString, sink.Port), cancellationToken);
        using var caller = host.Caller();
        var json = Encoding.UTF8.GetBytes(Letters.WithAttachment(LargeBytes));
        await Task.WhenAll(Enumerable.Range(0, LargeEmails).Select(_ => caller.PostAsync("emails", json, cancellationToken)));
        await sink.WaitForAsync(LargeEmails, cancellationToken);
        return host.PeakWorkingSet / (1024.0 * 1024);
    }
}
