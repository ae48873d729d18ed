using System.Diagnostics;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>The npm packages of this project as its lock file pins them, installed once where they are missing.</summary>
public static class NodePackages
{
    private static readonly Lazy<Task> Installation = new(InstallAsync);

    public static string Folder => RepositoryPath.Of("tests", "EmailDispatch.EndToEnd");

    public static Task InstalledAsync() => Installation.Value;

    private static async Task InstallAsync()
    {
        if (File.Exists(Path.Combine(Folder, "node_modules", "smtp-server", "package.json")))
            return;

        var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        var start = new ProcessStartInfo(npm, ["ci", "--no-audit", "--no-fund"]) { WorkingDirectory = Folder };
        await ExternalProgram.RunAsync(start, [], CancellationToken.None);
    }
}
