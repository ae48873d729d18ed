using System.Diagnostics;
using EmailDispatch.Benchmarks.Mail;
using EmailDispatch.Benchmarks.Measuring;
using EmailDispatch.Benchmarks.Processes;

namespace EmailDispatch.Benchmarks.Scenarios;

/// <summary>The dispatch stage against a bare loop over the same mail library.</summary>
internal sealed class DispatchScenario : IScenario
{
    private const int Connections = 10;
    private static readonly TimeSpan ProviderDelay = TimeSpan.FromMilliseconds(20);

    public string Name => "dispatch";

    public string Question => "from queue message to recorded outcome, rows stubbed and with the SDK over memory, against a bare loop over the same mail library";

    public async Task RunAsync(Bounds bounds, Report report, CancellationToken cancellationToken)
    {
        await using var plain = await MailSink.StartAsync(cancellationToken);
        report.Remark($"the mails go to {plain.Name}");
        await CompareAsync(plain, "2 KB", Letters.WithBodies(2 * 1024), Connections, count: 1500, target: 0.80);
        await CompareAsync(plain, "50 KB", Letters.WithBodies(50 * 1024), Connections, count: 500, target: 0.90);
        await CompareAsync(plain, "1 MB", Letters.WithAttachment(1024 * 1024), Connections, count: 60, target: 0.95);
        var single = await CompareAsync(plain, "50 KB, one connection", Letters.WithBodies(50 * 1024), connections: 1, count: 300, target: 0.5);
        report.Add(Figure.AtMost("50 KB over one connection, one email", 1000 / single.Ours.Median, 40, " ms"));

        await using var withSize = await MailSink.StartAsync(cancellationToken, withSize: true);
        await CompareAsync(withSize, "50 KB, SIZE offered", Letters.WithBodies(50 * 1024), Connections, count: 500, target: null);
        await CompareAsync(withSize, "1 MB, SIZE offered", Letters.WithAttachment(1024 * 1024), Connections, count: 60, target: null);

        // The provider's own time for a message exceeds all of ours, and the connections limit both sides alike.
        await using var unhurried = await MailSink.StartAsync(cancellationToken, withSize: true, delay: ProviderDelay);
        await CompareAsync(unhurried, $"50 KB, a provider that takes {ProviderDelay.TotalMilliseconds} ms", Letters.WithBodies(50 * 1024), Connections, count: 500, target: null);

        async Task<Comparison> CompareAsync(MailSink sink, string size, string json, int connections, int count, double? target)
        {
            var email = Letters.Read(json);
            await using var stage = await DispatchStage.StartAsync(sink.Port, connections, stubRows: true, cancellationToken);
            await using var withSdk = await DispatchStage.StartAsync(sink.Port, connections, stubRows: false, cancellationToken);
            await using var bare = await BareLoop.ConnectAsync(sink.Port, connections, cancellationToken);
            var processorTimes = new Dictionary<string, List<double>>();
            var comparison = await Comparison.RunAsync($"{size}, {connections} connections", "emails/s", bounds,
            [
                new Side("dispatch stage", token => RateAsync("dispatch stage", stage, token)),
                new Side("bare loop", token => RateAsync("bare loop", null, token)),
                new Side("dispatch stage with the SDK", token => RateAsync("dispatch stage with the SDK", withSdk, token)),
            ], cancellationToken);
            report.Add(comparison);

            // Processor time of this process, without the sink: other load on the machine does not change it.
            var rounds = comparison.Ours.Values.Count;
            report.Add(new Comparison("processor time of an email", "µs", [.. processorTimes.Select(side => (side.Key, new Samples(side.Value.TakeLast(rounds))))]));
            if (target is { } least)
                report.Add(Figure.AtLeast($"dispatch vs bare loop, {size}", comparison.Ratio().Median, least));
            return comparison;

            async Task<double> RateAsync(string side, DispatchStage? ours, CancellationToken token)
            {
                var messages = ours is null ? [] : await ours.MessagesAsync(email, count, token);
                var before = sink.Count;
                var processorTime = Environment.CpuUsage.TotalTime;
                var started = Stopwatch.GetTimestamp();
                await (ours?.SendAsync(messages, token) ?? bare.SendAsync(() => email, count, token));
                var took = Stopwatch.GetElapsedTime(started);
                var spent = (Environment.CpuUsage.TotalTime - processorTime).TotalMicroseconds / count;
                if (!processorTimes.TryAdd(side, [spent]))
                    processorTimes[side].Add(spent);
                await sink.WaitForAsync(before + count, token);
                return count / took.TotalSeconds;
            }
        }
    }
}
