using System.Diagnostics;

namespace EmailDispatch.Benchmarks.Processes;

/// <summary>A program beside this one. It ends with this process: it is killed when disposed of, and its standard input ends with ours.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int LinesKept = 30;
    private readonly Queue<string> _lastLines = new();
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public TextReader Output => _process.StandardOutput;

    /// <summary>The most memory it has had, in bytes.</summary>
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

    /// <summary>This very program in one of its other roles (<see cref="Roles"/>).</summary>
    public static ChildProcess StartRole(string role, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>>? environment = null) =>
        Start(Environment.ProcessPath!, [.. IsDotnet ? (string[])[typeof(ChildProcess).Assembly.Location] : [], Roles.Command, role, .. arguments], environment, AppContext.BaseDirectory);

    /// <summary>Reads its output up to a line that tells what is waited for; what follows is read and thrown away.</summary>
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
            // Told below.
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
