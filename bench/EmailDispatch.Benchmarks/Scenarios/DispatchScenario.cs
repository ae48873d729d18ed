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

    public string Question => "from queue message to recorded outcome, storage stubbed, against a bare loop over the same mail library";

    public async Task RunAsync(Bounds bounds, Report report, CancellationToken cancellationToken)
    {
        await using var plain = await MailSink.StartAsync(cancellationToken);
        report.Remark($"the mails go to {plain.Name}");
        await CompareAsync(plain, "2 KB", Letters.WithBodies(2 * 1024), Connections, count: 1500, target: 0.80);
        await CompareAsync(plain, "50 KB", Letters.WithBodies(50 * 1024), Connections, count: 500, target: 0.90);
        await CompareAsync(plain, "1 MB", Letters.WithAttachment(1024 * 1024), Connections, count: 60, target: 0.90);
        var single = await CompareAsync(plain, "50 KB, one connection", Letters.WithBodies(50 * 1024), connections: 1, count: 300, target: 0.5);
        report.Add(Figure.AtMost("50 KB over one connection, one email", 1000 / single.Ours.Median, 40, " ms"));

        await using var withSize = await MailSink.StartAsync(cancellationToken, withSize: true);
        await CompareAsync(withSize, "50 KB, SIZE offered", Letters.WithBodies(50 * 1024), Connections, count: 500, target: null);
        await CompareAsync(withSize, "1 MB, SIZE offered", Letters.WithAttachment(1024 * 1024), Connections, count: 60, target: null);

        // What a provider takes for a message is more than all of ours, and the connections bound both sides alike.
        await using var unhurried = await MailSink.StartAsync(cancellationToken, withSize: true, delay: ProviderDelay);
        await CompareAsync(unhurried, $"50 KB, a provider that takes {ProviderDelay.TotalMilliseconds} ms", Letters.WithBodies(50 * 1024), Connections, count: 500, target: null);

        async Task<Comparison> CompareAsync(MailSink sink, string size, string json, int connections, int count, double? target)
        {
            var email = Letters.Read(json);
            await using var stage = await DispatchStage.StartAsync(sink.Port, connections, cancellationToken);
            await using var bare = await BareLoop.ConnectAsync(sink.Port, connections, cancellationToken);
            var (ours, theirs) = (new List<double>(), new List<double>());
            var comparison = await Comparison.RunAsync($"{size}, {connections} connections", "emails/s", bounds,
            [
                new Side("dispatch stage", async token =>
                {
                    var messages = await stage.MessagesAsync(email, count, token);
                    return await RateAsync(() => stage.SendAsync(messages, token), ours);
                }),
                new Side("bare loop", token => RateAsync(() => bare.SendAsync(() => email, count, token), theirs)),
            ], cancellationToken);
            report.Add(comparison);

            // Of this process, without the sink: what a busy machine does not change.
            var rounds = comparison.Ours.Values.Count;
            report.Add(new Comparison("processor time of an email", "µs", [("dispatch stage", new Samples(ours.TakeLast(rounds))), ("bare loop", new Samples(theirs.TakeLast(rounds)))]));
            if (target is { } least)
                report.Add(Figure.AtLeast($"dispatch vs bare loop, {size}", comparison.Ratio().Median, least));
            return comparison;

            async Task<double> RateAsync(Func<Task> send, List<double> processorTimes)
            {
                var before = sink.Count;
                var processorTime = Environment.CpuUsage.TotalTime;
                var started = Stopwatch.GetTimestamp();
                await send();
                var took = Stopwatch.GetElapsedTime(started);
                processorTimes.Add((Environment.CpuUsage.TotalTime - processorTime).TotalMicroseconds / count);
                await sink.WaitForAsync(before + count, cancellationToken);
                return count / took.TotalSeconds;
            }
        }
    }
}
