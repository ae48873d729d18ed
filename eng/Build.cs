using System.Security.Cryptography;
using System.Text;

namespace EmailDispatch.Dev;

/// <summary>Builds the local host; skipped if no source has changed, because even an empty build takes seconds.</summary>
internal static class Build
{
    private const string Built = ".local/built";

    public static async Task RunAsync(string project, string program, bool verbose, CancellationToken cancellationToken)
    {
        var sources = Fingerprint(new DirectoryInfo("."));
        if (File.Exists(program) && File.Exists(Built) && await File.ReadAllTextAsync(Built, cancellationToken) == sources)
            return;
        Console.WriteLine($"Building {project} …");
        await Tool.RequireAsync("dotnet", ["build", project, "--nologo", "-v", "q"], cancellationToken, quiet: !verbose);
        await File.WriteAllTextAsync(Built, sources, cancellationToken);
    }

    internal static string Fingerprint(DirectoryInfo root)
    {
        var files = root.GetFiles().Where(file => file.Extension is ".props" or ".targets" or ".editorconfig" || file.Name == "global.json")
            .Concat(Sources(new DirectoryInfo(Path.Combine(root.FullName, "src"))))
            .Select(file => $"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}")
            .Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', files))));
    }

    private static IEnumerable<FileInfo> Sources(DirectoryInfo folder) =>
        folder.GetFiles().Concat(folder.GetDirectories()
            .Where(inner => inner.Name is not ("bin" or "obj" or "node_modules"))
            .SelectMany(Sources));
}
