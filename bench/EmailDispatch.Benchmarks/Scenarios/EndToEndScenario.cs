using System.Diagnostics;
using System.Text;
using EmailDispatch.Benchmarks.Mail;
using EmailDispatch.Benchmarks.Measuring;
using EmailDispatch.Benchmarks.Processes;
using EmailDispatch.Benchmarks.Storage;

namespace EmailDispatch.Benchmarks.Scenarios;

/// <summary>
/// From POST to sent through Azurite, against the same storage operations alone. Azurite reads all rows of a partition for each write, and pauses
/// once a minute to clear old messages, so every round of every side gets a new Azurite of the same use and age.
/// </summary>
internal sealed class EndToEndScenario : IScenario
{
    private const int Emails = 480;
    private const int AzuriteRounds = 7;
    private static readonly int[] Loops = [2, 4];

    public string Name => "end-to-end";

    public string Question => "POST to sent through Azurite, against the same storage operations alone";

    public async Task RunAsync(Bounds bounds, Report report, CancellationToken cancellationToken)
    {
        var letter = Letters.WithBodies(2 * 1024);
        await using var sink = await MailSink.StartAsync(cancellationToken);
        report.Remark($"the mails go to {sink.Name}");

        // The bare side writes as many rows at once as our side does under this load.
        var group = 1;
        await OursAsync(cancellationToken);
        report.Add("rows in one write", group, "rows");

        // The time limit is for the measurement; starting takes most of a round.
        var fewer = bounds with { Rounds = Math.Min(bounds.Rounds, AzuriteRounds), Time = 4 * bounds.Time };
        var comparison = await Comparison.RunAsync("2 KB, through Azurite in memory", "emails/s", fewer,
        [
            new Side("POST to sent, row and queue settled", OursAsync),
            .. Loops.Select(loops => new Side($"its storage operations alone, {loops} groups at once", token => BareAsync(loops, token))),
        ], cancellationToken);
        report.Add(comparison);

        // Compare with the faster of the bare sides, Azurite at its best.
        var best = Enumerable.Range(1, Loops.Length).MaxBy(side => comparison.Results[side].Samples.Median);
        report.Add(Figure.AtLeast("end-to-end vs the same storage operations alone", comparison.Ratio(best).Median, 0.85));

        async Task<double> OursAsync(CancellationToken token)
        {
            await using var azurite = await Azurite.StartAsync(token);
            var counter = new StorageCounter();
            await using var host = await EmailHost.StartAsync(
                EmailHost.Settings(azurite.ConnectionString, sink.Port), services => services.AddStorageClients(azurite.ConnectionString, policy: counter), token);
            using var caller = host.Caller();
            var json = Encoding.UTF8.GetBytes(letter);
            await SendAsync();
            counter.Take();
            var rate = await SendAsync();
            group = (int)Math.Round(3.0 * Emails / counter.Take().Where(c => StorageRequestKind.IsRowWrite(c.Key)).Sum(c => c.Value));
            return rate;

            Task<double> SendAsync()
            {
                var settled = counter[StorageRequestKind.DeleteMessage] + Emails;
                return Load.RunAsync(caller, sink, json, Emails, token, () => counter.WaitForAsync(StorageRequestKind.DeleteMessage, settled, token));
            }
        }

        async Task<double> BareAsync(int loops, CancellationToken token)
        {
            await using var azurite = await Azurite.StartAsync(token);
            var bare = new BareStorage(azurite.ConnectionString, Letters.Read(letter), group);
            await bare.CreateAsync(token);
            await bare.RunAsync(Emails, loops, token);
            var started = Stopwatch.GetTimestamp();
            await bare.RunAsync(Emails, loops, token);
            return Emails / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
    }
}
