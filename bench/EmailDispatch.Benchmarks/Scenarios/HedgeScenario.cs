using System.Diagnostics;
using System.Text;
using EmailDispatch.Benchmarks.Mail;
using EmailDispatch.Benchmarks.Measuring;
using EmailDispatch.Benchmarks.Processes;

namespace EmailDispatch.Benchmarks.Scenarios;

/// <summary>What a silent primary costs the first email: mute or unreachable, before any session, with an idle one and with one that was just used.</summary>
internal sealed class HedgeScenario : IScenario
{
    private const double Target = 0.8;
    private const int WarmUp = 20;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    public string Name => "hedge";

    public string Question => "cost of a primary that goes silent, cold and warm, for the first email";

    public async Task RunAsync(Bounds bounds, Report report, CancellationToken cancellationToken)
    {
        foreach (var isDropped in (bool[])[false, true])
        {
            var primary = isDropped ? "primary that drops SYN" : "mute primary";
            report.Add(Figure.AtMost($"{primary}, cold: first email", await MeasureAsync(isDropped, idle: null, cancellationToken), Target, " s"));
            report.Add(Figure.AtMost($"{primary}, warm: first email", await MeasureAsync(isDropped, Idle, cancellationToken), Target, " s"));
            report.Add(Figure.AtMost($"{primary}, just used: first email", await MeasureAsync(isDropped, TimeSpan.Zero, cancellationToken), Target, " s"));
        }
    }

    /// <summary>The seconds from the POST of the first email to the 250 of the secondary.</summary>
    private static async Task<double> MeasureAsync(bool isDropped, TimeSpan? idle, CancellationToken cancellationToken)
    {
        await using var azurite = await Azurite.StartAsync(cancellationToken);
        await using var primary = new SmtpSink();
        await using var secondary = new SmtpSink();
        await using var host = await HostProcess.StartAsync(EmailHost.Settings(azurite.ConnectionString, primary.Port, secondary.Port), cancellationToken);
        using var caller = host.Caller();
        var letter = Letters.WithBodies(2 * 1024);

        // The host and its code are warm in any case; a provider only if emails name it.
        await WarmUpAsync("sink-1", secondary);
        if (idle is null)
            await SilenceAsync();
        else
            await WarmUpAsync("sink-0", primary);
        if (idle > TimeSpan.Zero)
            await Task.Delay(idle.Value, cancellationToken);
        if (idle is not null)
            await SilenceAsync();

        var before = secondary.Count;
        var started = Stopwatch.GetTimestamp();
        await caller.PostAsync("emails", Encoding.UTF8.GetBytes(letter), cancellationToken);
        await secondary.WaitForAsync(before + 1, cancellationToken);
        return Stopwatch.GetElapsedTime(started, secondary.LastAt).TotalSeconds;

        async Task SilenceAsync()
        {
            primary.IsSilent = true;
            if (isDropped)
                await primary.DropAsync();
        }

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
