using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using EmailDispatch.Benchmarks.Mail;
using EmailDispatch.Benchmarks.Measuring;
using EmailDispatch.Benchmarks.Processes;

namespace EmailDispatch.Benchmarks.Scenarios;

/// <summary>What a silent primary costs the first email: mute or unreachable, before any session and with an idle one.</summary>
internal sealed class HedgeScenario : IScenario
{
    private const double Target = 0.8;
    private const int WarmUp = 20;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    public string Name => "hedge";

    public string Question => "cost of a primary that goes silent, cold and warm, for the first email";

    public async Task RunAsync(Bounds bounds, Report report, CancellationToken cancellationToken)
    {
        report.Add(Figure.AtMost("mute primary, cold: first email", await MeasureMuteAsync(isWarm: false, cancellationToken), Target, " s"));
        report.Add(Figure.AtMost("mute primary, warm: first email", await MeasureMuteAsync(isWarm: true, cancellationToken), Target, " s"));
        report.Add(Figure.AtMost("primary that drops SYN, cold: first email", await MeasureDroppedAsync(cancellationToken), Target, " s"));
    }

    private static async Task<double> MeasureMuteAsync(bool isWarm, CancellationToken cancellationToken)
    {
        await using var primary = new SmtpSink { IsSilent = !isWarm };
        return await MeasureAsync(primary.Port, isWarm ? primary : null, cancellationToken);
    }

    private static async Task<double> MeasureDroppedAsync(CancellationToken cancellationToken)
    {
        // A full backlog: the system drops further SYNs.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var waiting = Enumerable.Range(0, 4).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        try
        {
            foreach (var socket in waiting)
                await Task.WhenAny(socket.ConnectAsync(listener.LocalEndPoint!), Task.Delay(200, cancellationToken));
            return await MeasureAsync(((IPEndPoint)listener.LocalEndPoint!).Port, warm: null, cancellationToken);
        }
        finally
        {
            waiting.ForEach(socket => socket.Dispose());
        }
    }

    /// <summary>The seconds from the POST of the first email to the 250 of the secondary.</summary>
    private static async Task<double> MeasureAsync(int primary, SmtpSink? warm, CancellationToken cancellationToken)
    {
        await using var azurite = await Azurite.StartAsync(cancellationToken);
        await using var secondary = new SmtpSink();
        await using var host = await HostProcess.StartAsync(EmailHost.Settings(azurite.ConnectionString, primary, secondary.Port), cancellationToken);
        using var caller = host.Caller();
        var letter = Letters.WithBodies(2 * 1024);

        // The host and its code are warm in any case; a provider only if emails name it.
        await WarmUpAsync("sink-1", secondary);
        if (warm is not null)
        {
            await WarmUpAsync("sink-0", warm);
            await Task.Delay(Idle, cancellationToken);
            warm.IsSilent = true;
        }

        var before = secondary.Count;
        var started = Stopwatch.GetTimestamp();
        await caller.PostAsync("emails", Encoding.UTF8.GetBytes(letter), cancellationToken);
        await secondary.WaitForAsync(before + 1, cancellationToken);
        return Stopwatch.GetElapsedTime(started, secondary.LastAt).TotalSeconds;

        async Task WarmUpAsync(string provider, SmtpSink sink)
        {
            for (var n = 1; n <= WarmUp; n++)
            {
                await caller.PostAsync("emails", Encoding.UTF8.GetBytes(letter.Insert(1, $"\"provider\":\"{provider}\",")), cancellationToken);
                await sink.WaitForAsync(n, cancellationToken);
            }
        }
    }
}
