using System.Diagnostics;

namespace EmailDispatch.Benchmarks.Processes;

/// <summary>A child process that ends with this one: disposing kills it, and its standard input closes when this process ends.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int LinesKept = 30;
    private readonly Queue<string> _lastLines = new();
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public TextReader Output => _process.StandardOutput;

    /// <summary>Peak memory in bytes.</summary>
    public long PeakWorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    public static ChildProcess Start(string file, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;

        var child = new ChildProcess(new Process { StartInfo = start });
        child._process.ErrorDataReceived += (_, line) => child.Keep(line.Data);
        child._process.Start();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Starts this program in one of its other roles (<see cref="Roles"/>).</summary>
    public static ChildProcess StartRole(string role, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>>? environment = null) =>
        Start(Environment.ProcessPath!, [.. IsDotnet ? (string[])[typeof(ChildProcess).Assembly.Location] : [], Roles.Command, role, .. arguments], environment, AppContext.BaseDirectory);

    /// <summary>Reads the output until <paramref name="find"/> returns a result. Later output is read and discarded.</summary>
    public async Task<T> WaitForAsync<T>(Func<string, T?> find, TimeSpan limit, CancellationToken cancellationToken)
        where T : class
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(limit);
        try
        {
            while (await Output.ReadLineAsync(late.Token) is { } line)
            {
                Keep(line);
                if (find(line) is { } found)
                {
                    _ = DrainAsync();
                    return found;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Reported below.
        }

        throw new InvalidOperationException($"{_process.StartInfo.FileName} did not become ready:\n{string.Join('\n', LastLines())}");
    }

    public List<string> LastLines()
    {
        lock (_lastLines)
            return [.. _lastLines];
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static bool IsDotnet => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";

    private async Task DrainAsync()
    {
        while (await Output.ReadLineAsync() is { } line)
            Keep(line);
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > LinesKept)
                _lastLines.Dequeue();
        }
    }
}
