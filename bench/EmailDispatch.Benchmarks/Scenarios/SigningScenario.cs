using System.Diagnostics;
using EmailDispatch.Benchmarks.Mail;
using EmailDispatch.Benchmarks.Measuring;
using EmailDispatch.Benchmarks.Processes;

namespace EmailDispatch.Benchmarks.Scenarios;

/// <summary>What a DKIM signature costs.</summary>
internal sealed class SigningScenario : IScenario
{
    private const int Connections = 10;

    public string Name => "signing";

    public string Question => "the dispatch stage, rows stubbed, for a domain with an RSA key against one without";

    public async Task RunAsync(Bounds bounds, Report report, CancellationToken cancellationToken)
    {
        await using var sink = await MailSink.StartAsync(cancellationToken);
        report.Remark($"the mails go to {sink.Name}");
        await CompareAsync("2 KB", Letters.WithBodies(2 * 1024), count: 1500, target: 0.35);
        await CompareAsync("50 KB", Letters.WithBodies(50 * 1024), count: 500, target: 0.45);

        async Task CompareAsync(string size, string json, int count, double target)
        {
            var email = Letters.Read(json);
            await using var signed = await DispatchStage.StartAsync(sink.Port, Connections, stubRows: true, cancellationToken, signedDomain: email.From.AsciiDomain);
            await using var unsigned = await DispatchStage.StartAsync(sink.Port, Connections, stubRows: true, cancellationToken);
            var comparison = await Comparison.RunAsync($"{size}, {Connections} connections", "emails/s", bounds,
            [
                new Side("signed", token => RateAsync(signed, token)),
                new Side("unsigned", token => RateAsync(unsigned, token)),
            ], cancellationToken);
            report.Add(comparison);
            report.Add(Figure.AtLeast($"signed vs unsigned, {size}", comparison.Ratio().Median, target));

            async Task<double> RateAsync(DispatchStage stage, CancellationToken token)
            {
                var messages = await stage.MessagesAsync(email, count, token);
                var before = sink.Count;
                var started = Stopwatch.GetTimestamp();
                await stage.SendAsync(messages, token);
                var took = Stopwatch.GetElapsedTime(started);
                await sink.WaitForAsync(before + count, token);
                return count / took.TotalSeconds;
            }
        }
    }
}
