using System.Collections.Concurrent;
using System.Diagnostics;

namespace EmailDispatch.Dev;

/// <summary>A program that runs until the standard input which we hold for it ends: when we stop it, or are killed.</summary>
internal sealed class Child : IAsyncDisposable
{
    private const int LinesKept = 20;
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<string> lastLines = new();
    private readonly Process process;
    private readonly string name;
    private volatile bool printing;

    public Child(string name, string file, string[] arguments, IReadOnlyDictionary<string, string>? environment, bool print)
    {
        this.name = name;
        printing = print;
        process = new Process
        {
            StartInfo = new ProcessStartInfo(file, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        foreach (var (variable, value) in environment ?? new Dictionary<string, string>())
            process.StartInfo.Environment[variable] = value;
        process.OutputDataReceived += Take;
        process.ErrorDataReceived += Take;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Ended = EndAsync();
    }

    /// <summary>Completes when the program has ended, with what there is to say about that.</summary>
    public Task<string> Ended { get; }

    public void Print() => printing = true;

    public async Task ReadyAsync(Func<CancellationToken, Task<string?>> whatIsMissing, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (await whatIsMissing(cancellationToken) is { } missing)
        {
            if (Ended.IsCompleted)
                throw new Refusal(await Ended);
            if (clock.Elapsed > StartDeadline)
                throw new Refusal($"{name} is not ready after {StartDeadline.TotalSeconds} s: {missing}");
            await Task.Delay(100, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using (process)
        {
            process.StandardInput.Close();
            if (await Task.WhenAny(Ended, Task.Delay(StopDeadline)) != Ended)
                process.Kill(entireProcessTree: true);
            await Ended;
        }
    }

    private async Task<string> EndAsync()
    {
        await process.WaitForExitAsync();
        var saying = printing || lastLines.IsEmpty ? "." : $"; its last lines were:\n{string.Join('\n', lastLines)}";
        return $"{name} ended with exit code {process.ExitCode}{saying}";
    }

    private void Take(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        if (printing)
            Console.WriteLine(line.Data);
        lastLines.Enqueue(line.Data);
        if (lastLines.Count > LinesKept)
            lastLines.TryDequeue(out _);
    }
}
