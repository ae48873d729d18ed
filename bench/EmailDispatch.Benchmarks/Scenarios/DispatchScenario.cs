using System.Diagnostics;
using EmailDispatch.Benchmarks.Mail;
using EmailDispatch.Benchmarks.Measuring;
using EmailDispatch.Benchmarks.Processes;

namespace EmailDispatch.Benchmarks.Scenarios;

/// <summary>The dispatch stage against a bare loop over the same mail library.</summary>
internal sealed class DispatchScenario : IScenario
{
    private const int Connections = 10;

    public string Name => "dispatch";

    public string Question => "from queue message to recorded outcome, storage stubbed, against a bare loop over the same mail library";

    public async Task RunAsync(Bounds bounds, Report report, CancellationToken cancellationToken)
    {
        await using var sink = await MailSink.StartAsync(cancellationToken);
        report.Remark($"the mails go to {sink.Name}");

        await CompareAsync("2 KB", Letters.WithBodies(2 * 1024), Connections, count: 1500, target: 0.80);
        await CompareAsync("50 KB", Letters.WithBodies(50 * 1024), Connections, count: 500, target: 0.90);
        await CompareAsync("1 MB", Letters.WithAttachment(1024 * 1024), Connections, count: 60, target: 0.90);
        var single = await CompareAsync("50 KB, one connection", Letters.WithBodies(50 * 1024), connections: 1, count: 300, target: 0.5);
        report.Add(Figure.AtMost("50 KB over one connection, one email", 1000 / single.Ours.Median, 40, " ms"));

        async Task<Comparison> CompareAsync(string size, string json, int connections, int count, double target)
        {
            var email = Letters.Read(json);
            await using var stage = await DispatchStage.StartAsync(sink.Port, connections, cancellationToken);
            await using var bare = await BareLoop.ConnectAsync(sink.Port, connections, cancellationToken);
            var comparison = await Comparison.RunAsync($"{size}, {connections} connections", "emails/s", bounds,
            [
                new Side("dispatch stage", async token =>
                {
                    var messages = await stage.MessagesAsync(email, count, token);
                    return await RateAsync(() => stage.SendAsync(messages, token));
                }),
                new Side("bare loop", token => RateAsync(() => bare.SendAsync(() => email, count, token))),
            ], cancellationToken);
            report.Add(comparison);
            report.Add(Figure.AtLeast($"dispatch vs bare loop, {size}", comparison.Ratio().Median, target));
            return comparison;

            async Task<double> RateAsync(Func<Task> send)
            {
                var before = sink.Count;
                var started = Stopwatch.GetTimestamp();
                await send();
                var took = Stopwatch.GetElapsedTime(started);
                await sink.WaitForAsync(before + count, cancellationToken);
                return count / took.TotalSeconds;
            }
        }
    }
}
