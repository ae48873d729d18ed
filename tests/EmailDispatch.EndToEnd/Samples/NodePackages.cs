using System.Diagnostics;
using System.Text.Json;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>The npm packages of this project as pinned by its lock file, installed once if missing.</summary>
public static class NodePackages
{
    private static readonly Lazy<Task> Installation = new(InstallAsync);

    public static string Folder => RepositoryPath.Of("tests", "EmailDispatch.EndToEnd");

    public static Task InstalledAsync() => Installation.Value;

    private static async Task InstallAsync()
    {
        if (Packages().All(package => File.Exists(Path.Combine(Folder, "node_modules", package, "package.json"))))
            return;

        var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        var start = new ProcessStartInfo(npm, ["ci", "--no-audit", "--no-fund"]) { WorkingDirectory = Folder };
        await ExternalProgram.RunAsync(start, [], CancellationToken.None);
    }

    private static List<string> Packages()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "package.json")));
        return [.. new[] { "dependencies", "devDependencies" }
            .Where(kind => manifest.RootElement.TryGetProperty(kind, out _))
            .SelectMany(kind => manifest.RootElement.GetProperty(kind).EnumerateObject().Select(package => package.Name))];
    }
}
