using System.Text;

namespace EmailDispatch.Dev;

internal static class Npm
{
    private const string Needed = "Node.js 20 or later is required for Azurite: https://nodejs.org";

    /// <summary>Installs the packages of a folder's lock file, unless already installed.</summary>
    public static async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        var lockFile = $"{folder}/package-lock.json";
        if (!File.Exists(lockFile))
            return;
        await RequireNodeAsync(cancellationToken);

        var stamp = $"{folder}/node_modules/.installed";
        var locked = await File.ReadAllTextAsync(lockFile, cancellationToken);
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp, cancellationToken) == locked)
            return;
        Console.WriteLine($"Installing the npm packages of {folder} …");
        var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        string[] options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"];
        await Tool.RequireAsync(npm, ["ci", "--prefix", folder, .. options], cancellationToken, quiet: true, signOfLife: false);
        await File.WriteAllTextAsync(stamp, locked, cancellationToken);
    }

    private static async Task RequireNodeAsync(CancellationToken cancellationToken)
    {
        if (Tool.PathOf("node") is null)
            throw new Refusal(Needed);
        var output = new StringBuilder();
        await Tool.RunAsync("node", ["--version"], cancellationToken, into: output);
        var version = output.ToString().Trim();
        if (!int.TryParse(version.TrimStart('v').Split('.')[0], out var major) || major < 20)
            throw new Refusal($"{Needed} (found: {version})");
    }
}
