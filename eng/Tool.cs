using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace EmailDispatch.Dev;

internal static class Tool
{
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(10);

    /// <summary>The dotnet that runs this program, possibly not the one in PATH.</summary>
    public static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Returns the exit code; the output goes to the console or <paramref name="into"/>.</summary>
    public static async Task<int> RunAsync(
        string file, string[] arguments, CancellationToken cancellationToken, StringBuilder? into = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(file == "dotnet" ? Dotnet : file, arguments)
        {
            RedirectStandardOutput = into is not null,
            RedirectStandardError = into is not null,
        };
        foreach (var (variable, value) in environment ?? new Dictionary<string, string>())
            start.Environment[variable] = value;
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += Take;
        process.ErrorDataReceived += Take;
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            throw new Refusal($"The program '{file}' is required but was not found.");
        }

        if (into is not null)
        {
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode;

        void Take(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is null)
                return;
            lock (start)
                into!.Append(line.Data).Append('\n');
        }
    }

    /// <summary>Fails unless the exit code is 0; if <paramref name="quiet"/>, the output is shown only on failure.</summary>
    public static async Task RequireAsync(string file, string[] arguments, CancellationToken cancellationToken, bool quiet = false, bool signOfLife = true)
    {
        var output = quiet ? new StringBuilder() : null;
        var clock = Stopwatch.StartNew();
        var running = RunAsync(file, arguments, cancellationToken, output);
        while (quiet && signOfLife && await Task.WhenAny(running, Task.Delay(SignOfLife, cancellationToken)) != running && !cancellationToken.IsCancellationRequested)
            Console.WriteLine($"  `{file} {arguments[0]}` is still running after {clock.Elapsed.TotalSeconds:0} s …");
        if (await running != 0)
            throw new Refusal($"{output}`{file} {string.Join(' ', arguments)}` failed.");
    }

    public static async Task<string[]> LinesAsync(string file, string[] arguments, CancellationToken cancellationToken)
    {
        var output = new StringBuilder();
        await RunAsync(file, arguments, cancellationToken, output);
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public static string? PathOf(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program))
            .FirstOrDefault(File.Exists);
}
