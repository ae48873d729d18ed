using System.Text;
using EmailDispatch.Benchmarks.Mail;
using EmailDispatch.Benchmarks.Measuring;
using EmailDispatch.Benchmarks.Processes;

namespace EmailDispatch.Benchmarks.Scenarios;

/// <summary>From POST to sent with storage stubbed, against what a team might build itself.</summary>
internal sealed class PeerScenario : IScenario
{
    private const int Emails = 2000;

    public string Name => "peer";

    public string Question => "POST to sent with storage stubbed, against HTTP + BullMQ on Redis + Nodemailer";

    public async Task RunAsync(Bounds bounds, Report report, CancellationToken cancellationToken)
    {
        const string Figure = "end-to-end, storage stubbed, vs HTTP + BullMQ + Nodemailer";
        if (Peer.Missing is { } missing)
        {
            report.Remark($"THE PEER IS LEFT OUT: {missing}");
            report.Add(Measuring.Figure.NotMeasured(Figure, "≥ 1.5", "not measured"));
            return;
        }

        var json = Encoding.UTF8.GetBytes(Letters.WithBodies(2 * 1024));
        await using var sink = await MailSink.StartAsync(cancellationToken);
        report.Remark($"the mails go to {sink.Name}");
        await using var host = await HostProcess.StartWithMemoryAsync(sink.Port, cancellationToken);
        await using var peer = await Peer.StartAsync(sink.Port, cancellationToken);
        using var ours = host.Caller();
        using var theirs = new EmailCaller(peer.Address);
        var comparison = await Comparison.RunAsync("2 KB, storage stubbed", "emails/s", bounds,
        [
            new Side("POST to sent", OursAsync),
            new Side("HTTP + BullMQ + Nodemailer", token => Load.RunAsync(theirs, sink, json, Emails, token)),
        ], cancellationToken);
        report.Add(comparison);
        report.Add(Measuring.Figure.AtLeast(Figure, comparison.Ratio().Median, 3));

        async Task<double> OursAsync(CancellationToken token)
        {
            try
            {
                return await Load.RunAsync(ours, sink, json, Emails, token);
            }
            catch (TimeoutException stuck)
            {
                throw new InvalidOperationException($"{stuck.Message} The host wrote:\n{host.Log}", stuck);
            }
        }
    }
}
