using System.Collections.Concurrent;
using System.Diagnostics;

namespace EmailDispatch.Dev;

/// <summary>A child program that stops when its standard input closes, so it also stops when this process is killed.</summary>
internal sealed class Child : IAsyncDisposable
{
    private const int LinesKept = 20;
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    // Longer than the host's drain timeout.
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(15);

    private readonly ConcurrentQueue<string> _lastLines = new();
    private readonly Process _process;
    private readonly string _name;
    private volatile bool _printing;

    public Child(string name, string file, string[] arguments, IReadOnlyDictionary<string, string>? environment, bool print)
    {
        _name = name;
        _printing = print;
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(file, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        foreach (var (variable, value) in environment ?? new Dictionary<string, string>())
            _process.StartInfo.Environment[variable] = value;
        _process.OutputDataReceived += Take;
        _process.ErrorDataReceived += Take;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Ended = EndAsync();
    }

    /// <summary>Completes with a message when the program has ended.</summary>
    public Task<string> Ended { get; }

    public void Print() => _printing = true;

    public async Task ReadyAsync(Func<CancellationToken, Task<string?>> whatIsMissing, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (await whatIsMissing(cancellationToken) is { } missing)
        {
            if (Ended.IsCompleted)
                throw new Refusal(await Ended);
            if (clock.Elapsed > StartDeadline)
                throw new Refusal($"{_name} is not ready after {StartDeadline.TotalSeconds} s: {missing}");
            await Task.Delay(100, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using (_process)
        {
            _process.StandardInput.Close();
            if (await Task.WhenAny(Ended, Task.Delay(StopDeadline)) != Ended)
                _process.Kill(entireProcessTree: true);
            await Ended;
        }
    }

    private async Task<string> EndAsync()
    {
        await _process.WaitForExitAsync();
        var saying = _printing || _lastLines.IsEmpty ? "." : $"; its last lines were:\n{string.Join('\n', _lastLines)}";
        return $"{_name} ended with exit code {_process.ExitCode}{saying}";
    }

    private void Take(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        if (_printing)
            Console.WriteLine(line.Data);
        _lastLines.Enqueue(line.Data);
        if (_lastLines.Count > LinesKept)
            _lastLines.TryDequeue(out _);
    }
}
