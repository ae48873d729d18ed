using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace EmailDispatch.EndToEnd.Hosting;

/// <summary>The built local host, or the program of the SMTP door, in its own process on a free port, which can be killed like a crash.</summary>
public sealed partial class EmailHost : IAsyncDisposable
{
    // A loaded machine may start many at once.
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(3);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Regex ready;

    private EmailHost(Process process, EmailHostSettings settings)
    {
        this.process = process;
        ready = settings.Program == EmailHostSettings.LocalHost ? ReadyLine() : StartedLine();
        ApiKey = settings.ApiKey;
        BaseUrl = null!;
    }

    public Uri BaseUrl { get; private set; }

    public string ApiKey { get; }

    public bool HasExited => process.HasExited;

    /// <summary>The memory of the process in bytes.</summary>
    public long WorkingSet
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>All output so far, standard output and error as they came.</summary>
    public string Output
    {
        get
        {
            lock (output)
                return output.ToString();
        }
    }

    public static async Task<EmailHost> StartAsync(EmailHostSettings settings, CancellationToken cancellationToken)
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, $"{settings.Program}.dll");
        var start = new ProcessStartInfo("dotnet", [assembly, "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings.Environment())
            start.Environment[name] = value;
        // The host ends with the test process, even if that is killed.
        start.Environment["StopWithStandardInput"] = "true";

        var host = new EmailHost(new Process { StartInfo = start, EnableRaisingEvents = true }, settings);
        try
        {
            await host.ListenAsync(cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public HttpClient CreateClient(string? key = null) => new()
    {
        BaseAddress = BaseUrl,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key ?? ApiKey) },
    };

    /// <summary>SIGKILL, or TerminateProcess on Windows: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    /// <summary>Stops the host gracefully, as SIGTERM does, on any system.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Sends SIGTERM, as container hosts do, and returns the exit code.</summary>
    public async Task<int> TerminateAsync(CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        process.OutputDataReceived += (_, line) => Record(line.Data);
        process.ErrorDataReceived += (_, line) => Record(line.Data);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("The local host ended."));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            BaseUrl = await listening.Task.WaitAsync(StartDeadline, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidOperationException or TimeoutException)
        {
            await KillAsync();
            throw new InvalidOperationException($"The local host did not start. Its output:\n{Output}", exception);
        }
    }

    private void Record(string? line)
    {
        if (line is null)
            return;

        lock (output)
            output.AppendLine(line);
        if (ready.Match(line) is { Success: true } match)
            listening.TrySetResult(match.Groups[1].Success ? new Uri(match.Groups[1].Value) : new Uri("smtp://127.0.0.1"));
    }

    [GeneratedRegex(@"Ready: .*(http://127\.0\.0\.1:\d+)")]
    private static partial Regex ReadyLine();

    [GeneratedRegex("Application started")]
    private static partial Regex StartedLine();
}
