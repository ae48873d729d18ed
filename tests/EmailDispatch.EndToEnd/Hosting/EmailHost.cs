using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace EmailDispatch.EndToEnd.Hosting;

/// <summary>The built local host in its own process on a free port, which can be killed like a crash.</summary>
public sealed partial class EmailHost : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(1);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EmailHost(Process process, string apiKey)
    {
        this.process = process;
        ApiKey = apiKey;
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
        var assembly = Path.Combine(AppContext.BaseDirectory, "EmailDispatch.LocalHost.dll");
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

        var host = new EmailHost(new Process { StartInfo = start, EnableRaisingEvents = true }, settings.ApiKey);
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
        if (ReadyLine().Match(line) is { Success: true } match)
            listening.TrySetResult(new Uri(match.Groups[1].Value));
    }

    [GeneratedRegex(@"Ready: .*(http://127\.0\.0\.1:\d+)")]
    private static partial Regex ReadyLine();
}
