using System.ComponentModel;
using System.Diagnostics;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>Python 3 under any of its names; tests that need it are skipped if it is missing.</summary>
public static class Python
{
    private static readonly Lazy<Task<string?>> Executable = new(FindAsync);

    public static async Task<string> RunAsync(IEnumerable<string> arguments, byte[] input, CancellationToken cancellationToken) =>
        await ExternalProgram.RunAsync(await StartAsync(arguments), input, cancellationToken);

    /// <summary>How to start a script. Skips the test if there is no Python.</summary>
    public static async Task<ProcessStartInfo> StartAsync(IEnumerable<string> arguments)
    {
        var executable = await Executable.Value;
        Assert.SkipWhen(executable is null, "Python 3 is not installed; it is the independent parser of received messages.");

        return new ProcessStartInfo(executable, ["-X", "utf8", .. arguments]);
    }

    private static async Task<string?> FindAsync()
    {
        foreach (var name in (string[])["python3", "python"])
        {
            try
            {
                var version = await ExternalProgram.RunAsync(new ProcessStartInfo(name, ["--version"]), [], CancellationToken.None);
                if (version.StartsWith("Python 3", StringComparison.Ordinal))
                    return name;
            }
            catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
            {
                // Missing, or the Windows placeholder that only opens the store.
            }
        }

        return null;
    }
}
