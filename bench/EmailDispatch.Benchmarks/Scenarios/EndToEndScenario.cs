using System.Diagnostics;
using System.Text;
using EmailDispatch.Benchmarks.Mail;
using EmailDispatch.Benchmarks.Measuring;
using EmailDispatch.Benchmarks.Processes;
using EmailDispatch.Benchmarks.Storage;

namespace EmailDispatch.Benchmarks.Scenarios;

/// <summary>From POST to sent through Azurite, against the same storage operations alone.</summary>
internal sealed class EndToEndScenario : IScenario
{
    private const int ThroughAzurite = 480;

    // Azurite in memory slows down with the rows it has had: few rounds, and less to warm up.
    private const int AzuriteRounds = 7;
    private static readonly TimeSpan AzuriteWarmUp = TimeSpan.FromSeconds(5);
    private static readonly int[] Loops = [2, 4];

    public string Name => "end-to-end";

    public string Question => "POST to sent through Azurite, against the same storage operations alone";

    public async Task RunAsync(Bounds bounds, Report report, CancellationToken cancellationToken)
    {
        var letter = Letters.WithBodies(2 * 1024);
        var json = Encoding.UTF8.GetBytes(letter);
        await using var sink = await MailSink.StartAsync(cancellationToken);
        report.Remark($"the mails go to {sink.Name}");
        await using var azurite = await Azurite.StartAsync(cancellationToken);
        var counter = new StorageCounter();
        await using var host = await EmailHost.StartAsync(
            EmailHost.Settings(azurite.ConnectionString, sink.Port), services => services.AddStorageClients(azurite.ConnectionString, policy: counter), cancellationToken);
        using var caller = host.Caller();

        // How many rows go in one write is what our side does under this very load.
        await OursAsync(cancellationToken);
        counter.Take();
        await OursAsync(cancellationToken);
        var group = (int)Math.Round(3.0 * ThroughAzurite / counter.Take().Where(c => StorageRequestKind.IsRowWrite(c.Key)).Sum(c => c.Value));
        report.Add("rows in one write", group, "rows");

        var fewer = bounds with { Rounds = Math.Min(bounds.Rounds, AzuriteRounds), WarmUp = bounds.WarmUp < AzuriteWarmUp ? bounds.WarmUp : AzuriteWarmUp };
        var bare = new BareStorage(azurite.ConnectionString, Letters.Read(letter), group);
        await bare.CreateAsync(cancellationToken);
        var comparison = await Comparison.RunAsync("2 KB, through Azurite in memory", "emails/s", fewer,
        [
            new Side("POST to sent, row and queue settled", OursAsync),
            .. Loops.Select(loops => new Side($"its storage operations alone, {loops} groups at once", token => BareAsync(loops, token))),
        ], cancellationToken);
        report.Add(comparison);

        // The ceiling is what Azurite gives at its best.
        var best = Enumerable.Range(1, Loops.Length).MaxBy(side => comparison.Results[side].Samples.Median);
        report.Add(Figure.AtLeast("end-to-end vs the same storage operations alone", comparison.Ratio(best).Median, 0.8));

        Task<double> OursAsync(CancellationToken token)
        {
            var settled = counter[StorageRequestKind.DeleteMessage] + ThroughAzurite;
            return Load.RunAsync(
                caller, sink, json, ThroughAzurite, token, () => counter.WaitForAsync(StorageRequestKind.DeleteMessage, settled, token));
        }

        async Task<double> BareAsync(int loops, CancellationToken token)
        {
            var started = Stopwatch.GetTimestamp();
            await bare.RunAsync(ThroughAzurite, loops, token);
            return ThroughAzurite / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
    }
}
