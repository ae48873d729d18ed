using System.Runtime.CompilerServices;

namespace EmailDispatch.Infra;

/// <summary>A copy of the Bicep files, because the compiler writes beside them.</summary>
internal sealed class InfraFiles : IDisposable
{
    private readonly DirectoryInfo _copy = Directory.CreateTempSubdirectory("email-dispatch-bicep-");

    public InfraFiles()
    {
        foreach (var file in Sources.Append("bicepconfig.json"))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Copied(file))!);
            File.Copy(Original(file), Copied(file));
        }
    }

    public static string Root { get; } = FindRoot();

    /// <summary>Every .bicep and .bicepparam file, relative to infra/.</summary>
    public static string[] Sources { get; } =
        [.. new[] { "*.bicep", "*.bicepparam" }
            .SelectMany(pattern => Directory.GetFiles(At("infra"), pattern, SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(At("infra"), file))
            .Distinct()
            .Order(StringComparer.Ordinal)];

    public string Folder => _copy.FullName;

    public static string At(string path) => Path.Combine(Root, path);

    public static string Original(string file) => At(Path.Combine("infra", file));

    public string Copied(string file) => Path.Combine(Folder, file);

    public bool IsCompiled(string file) => File.Exists(Path.ChangeExtension(Copied(file), ".json"));

    public void Dispose() => _copy.Delete(recursive: true);

    private static string FindRoot([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", ".."));
}
