using System.Text;
using EmailDispatch.Benchmarks.Mail;
using EmailDispatch.Benchmarks.Measuring;
using EmailDispatch.Benchmarks.Processes;
using EmailDispatch.Benchmarks.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.Benchmarks.Scenarios;

/// <summary>Storage requests per email. The counts are exact; the machine's speed affects only how many rows share a group.</summary>
internal sealed class RequestsScenario : IScenario
{
    public string Name => "requests";

    public string Question => "storage requests of an email by kind, and reads of the vault";

    public async Task RunAsync(Bounds bounds, Report report, CancellationToken cancellationToken)
    {
        var deferredOnce = 0;
        await using var sink = new SmtpSink
        {
            ReplyToRcpt = line => line.Contains("defer", StringComparison.Ordinal) && Interlocked.Exchange(ref deferredOnce, 1) == 0
                ? "450 4.2.0 Greylisted, try again in 2 seconds"
                : null,
        };
        await using var azurite = await Azurite.StartAsync(cancellationToken);
        var counter = new StorageCounter();
        var vault = new FakeVault();
        var settings = EmailHost.Settings(azurite.ConnectionString, sink.Port);
        settings["KeyVault:Uri"] = FakeVault.Address;
        settings["Providers:0:Secret"] = "sink";
        await using var host = await EmailHost.StartAsync(
            settings, services => services.AddStorageClients(azurite.ConnectionString, policy: counter).AddSingleton(vault.Client()), cancellationToken);
        using var caller = host.Caller();

        var small = Bytes(Letters.WithBodies(2 * 1024));
        await SendAsync(4, 1, small);
        var readsBefore = vault.Reads;
        counter.Take();

        report.Add(Figure.AtMost("storage requests per email, alone", await MeasureAsync("alone, one after the other", 30, 1, small), 5));
        report.Add(Figure.AtMost("storage requests per email, 32 concurrent", await MeasureAsync("32 concurrent", 960, 32, small), 2.25));
        report.Add(Figure.AtMost("blob requests per email of 45 KB", await MeasureAsync("45 KB, alone", 10, 1, Bytes(Letters.WithBodies(45 * 1024)), "blob"), 0));
        await MeasureAsync("80 KB attachment, alone", 10, 1, Bytes(Letters.WithAttachment(80 * 1024)));
        await MeasureAsync("one deferral", 1, 1, Bytes(Letters.WithBodies(2 * 1024).Replace("someone@", "defer@", StringComparison.Ordinal)), messages: 2);

        var batch = Bytes($"[{string.Join(',', Enumerable.Repeat(Letters.WithBodies(2 * 1024), 100))}]");
        report.Add(Figure.AtMost("storage requests per email, batch of 100", await MeasureAsync("batches of 100", 500, 1, batch, perCall: 100, path: "emails/batch"), 2.25));
        report.Add(Figure.AtMost("reads of the vault", vault.Reads - readsBefore, 0));

        async Task<double> MeasureAsync(string what, int emails, int callers, byte[] json, string? kind = null, int perCall = 1, string path = "emails", int messages = 1)
        {
            await SendAsync(emails, callers, json, perCall, path, messages);
            var counts = counter.Take();
            Console.WriteLine($"\n  {what}, {emails} emails");
            foreach (var (name, count) in counts.OrderByDescending(c => c.Value))
                report.Add($"{what}: {name}", (double)count / emails, "per email");

            // Excludes queue polling by the trigger, which continues while the queue is empty.
            var all = counts.Where(c => c.Key != StorageRequestKind.ReadQueue && c.Key.StartsWith(kind ?? "", StringComparison.Ordinal)).Sum(c => c.Value);
            report.Add($"{what}: all but reads of the queue", (double)all / emails, "per email");
            return (double)all / emails;
        }

        async Task SendAsync(int emails, int callers, byte[] json, int perCall = 1, string path = "emails", int messages = 1)
        {
            var deleted = counter[StorageRequestKind.DeleteMessage];
            var left = emails / perCall;
            await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
            {
                for (var n = Interlocked.Decrement(ref left); n >= 0; n = Interlocked.Decrement(ref left))
                {
                    await caller.PostAsync(path, json, cancellationToken);
                    if (callers == 1)
                        await DoneAsync(deleted + (((emails / perCall) - n) * perCall * messages));
                }
            }));
            await DoneAsync(deleted + (emails * messages));
        }

        Task DoneAsync(int deleted) => counter.WaitForAsync(StorageRequestKind.DeleteMessage, deleted, cancellationToken);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
