using EmailDispatch.Functions;

namespace EmailDispatch.LocalHost.Runtime.Settings;

/// <summary>
/// host.json and, beside it, local.settings.json. host.json is looked for in the content root and upwards from there, as
/// Core Tools does; <c>LocalHost:HostJson</c> names it outright. As on the Functions host, settings under <c>AzureFunctionsJobHost</c>
/// replace parts of host.json.
/// </summary>
internal sealed record HostFiles(HostJson HostJson, string HostJsonPath, IReadOnlyList<KeyValuePair<string, string?>> LocalSettings)
{
    public static HostFiles Find(string contentRoot, IConfiguration configuration)
    {
        var path = configuration[$"{LocalHostOptions.Section}:HostJson"] is { Length: > 0 } named
            ? Path.GetFullPath(named, contentRoot)
            : Upwards(contentRoot).Select(folder => Path.Combine(folder, "host.json")).FirstOrDefault(File.Exists);
        if (path is null)
            throw new StartupFault($"there is no host.json in {contentRoot} or above it; name it with --LocalHost:HostJson.");
        if (!File.Exists(path))
            throw new StartupFault($"the file {path}, named by LocalHost:HostJson, does not exist.");

        var localPath = Path.Combine(Path.GetDirectoryName(path)!, "local.settings.json");
        KeyValuePair<string, string?>[] localSettings = File.Exists(localPath) ? [.. LocalSettingsFile.Parse(File.ReadAllText(localPath), localPath)] : [];
        var all = new ConfigurationBuilder().AddInMemoryCollection(localSettings).AddConfiguration(configuration).Build();
        return new HostFiles(HostJson.Parse(File.ReadAllText(path), path, all.GetSection(HostLogLevels.Overrides)), path, localSettings);
    }

    private static IEnumerable<string> Upwards(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            yield return at.FullName;
    }
}
