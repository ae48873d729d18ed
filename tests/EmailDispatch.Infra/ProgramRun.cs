using System.Diagnostics;

namespace EmailDispatch.Infra;

/// <summary>A program that ran to its end.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Errors)
{
    // The first run may have to download the compiler.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task<ProgramRun> StartAsync(
        string program, string[] arguments, string folder, IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // What is set on this machine must not change the result.
        foreach (var name in start.Environment.Keys.Where(IsParameter).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return new ProgramRun(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} took more than {Limit}.");
        }
    }

    private static bool IsParameter(string name) =>
        name.StartsWith("AZURE_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("EMAIL_", StringComparison.OrdinalIgnoreCase);
}
