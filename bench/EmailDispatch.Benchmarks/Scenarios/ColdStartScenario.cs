using System.Diagnostics;
using System.Text;
using Azure.Storage.Queues;
using EmailDispatch.Benchmarks.Mail;
using EmailDispatch.Benchmarks.Measuring;
using EmailDispatch.Benchmarks.Processes;
using EmailDispatch.Queueing;
using EmailDispatch.Worker.Host;

namespace EmailDispatch.Benchmarks.Scenarios;

/// <summary>From starting the published worker to its first 202 and its first 250, under the minimal host of the worker tests.</summary>
internal sealed class ColdStartScenario : IScenario
{
    private const int Starts = 5;

    public string Name => "coldstart";

    public string Question => "from the start of the published worker to its first 202 and first 250";

    public async Task RunAsync(Bounds bounds, Report report, CancellationToken cancellationToken)
    {
        await using var azurite = await Azurite.StartAsync(cancellationToken);
        await using var sink = new SmtpSink();
        var queue = new QueueClient(azurite.ConnectionString, DispatchQueue.QueueName);
        var (loaded, accepted, sent) = (new List<double>(), new List<double>(), new List<double>());
        // The first start, which also creates the tables, and reads the files of the app for the first time, is not counted.
        for (var n = 0; n <= Starts; n++)
        {
            var before = sink.Count;
            var started = Stopwatch.GetTimestamp();
            await using var host = await MinimalHost.StartAsync(
                EmailHost.Settings(azurite.ConnectionString, sink.Port).ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value),
                cancellationToken);
            var loadedIn = Stopwatch.GetElapsedTime(started);
            using var caller = new EmailCaller(host.Http);
            await caller.PostAsync("emails", Encoding.UTF8.GetBytes(Letters.WithBodies(2 * 1024)), cancellationToken);
            var acceptedIn = Stopwatch.GetElapsedTime(started);
            var message = (await queue.ReceiveMessageAsync(cancellationToken: cancellationToken)).Value;
            await host.InvokeAsync("DispatchEmail", MinimalHost.Message(message.MessageText), cancellationToken);
            await sink.WaitForAsync(before + 1, cancellationToken);
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken);
            if (n == 0)
                continue;
            loaded.Add(loadedIn.TotalSeconds);
            accepted.Add(acceptedIn.TotalSeconds);
            sent.Add(Stopwatch.GetElapsedTime(started, sink.LastAt).TotalSeconds);
        }

        report.Add("start to functions loaded", new Samples(loaded), "s");
        var untilAccepted = new Samples(accepted);
        report.Add("start to first 202", untilAccepted, "s");
        report.Add("start to first 250", new Samples(sent), "s");
        report.Add(Figure.AtMost("start of the published worker to first 202", untilAccepted.Median, 1.5, " s"));
        report.Add(Figure.AtMost("start of the published worker to first 250", new Samples(sent).Median, 2, " s"));
    }
}
