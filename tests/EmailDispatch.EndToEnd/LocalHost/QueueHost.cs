using System.Diagnostics;
using System.Threading.Channels;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.EndToEnd.LocalHost;

/// <summary>A local host with its own queue, named by the setting <c>Queue</c>, and a channel for reports from functions.</summary>
internal sealed class QueueHost : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private QueueHost(string connectionString)
    {
        var name = $"test-{Guid.NewGuid():N}";
        Queue = new QueueClient(connectionString, name);
        Poison = new QueueClient(connectionString, $"{name}-poison");
    }

    public RunningHost Host { get; private set; } = null!;

    public QueueClient Queue { get; }

    public QueueClient Poison { get; }

    public Channel<object> Reports { get; } = Channel.CreateUnbounded<object>();

    /// <param name="azurite">The storage with the queue.</param>
    /// <param name="functions">The functions to run; they may inject a <c>ChannelWriter&lt;object&gt;</c> and a <c>QueueClient</c>.</param>
    /// <param name="queues">More settings of <c>extensions.queues</c>, as JSON members.</param>
    /// <param name="time">The host's clock, if not the system's.</param>
    /// <param name="settings">Command line settings of the host.</param>
    public static async Task<QueueHost> StartAsync(
        Azurite azurite, Type[] functions, string queues = "", TimeProvider? time = null, params string[] settings)
    {
        var test = new QueueHost(azurite.ConnectionString);
        var members = string.Join(',', new[] { "\"messageEncoding\":\"none\",\"maxPollingInterval\":\"00:00:00.2\"", queues }
            .Where(member => member.Length > 0));
        test.Host = await RunningHost.StartAsync(
            functions,
            $$"""{"extensions":{"http":{"routePrefix":""},"queues":{ {{members}} } } }""",
            worker => test.Compose(worker, time ?? TimeProvider.System),
            [$"--Queue={test.Queue.Name}", $"--AzureWebJobsStorage={azurite.ConnectionString}", .. settings]);
        return test;
    }

    public async Task<T> ReportAsync<T>()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        return Assert.IsType<T>(await Reports.Reader.ReadAsync(deadline.Token), exactMatch: false);
    }

    /// <summary>Waits until the queue has this many messages, including those in progress and invisible ones.</summary>
    public static Task HasMessagesAsync(QueueClient queue, int count) => UntilAsync(async () =>
        await queue.ExistsAsync() && (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == count);

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var since = Stopwatch.GetTimestamp();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Deadline, "The condition did not come true in time.");
            await pace.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Queue.DeleteIfExistsAsync();
        await Poison.DeleteIfExistsAsync();
    }

    private void Compose(IFunctionsWorkerApplicationBuilder worker, TimeProvider time) =>
        worker.Services.AddSingleton(Reports.Writer).AddSingleton(Queue).AddSingleton(time);
}
