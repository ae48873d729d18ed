namespace EmailDispatch.LocalHost.Runtime.Settings;

/// <summary>
/// host.json and, beside it, local.settings.json. host.json is looked for in the content root and upwards from there, as
/// Core Tools does; <c>LocalHost:HostJson</c> names it outright.
/// </summary>
internal sealed record HostFiles(HostJson HostJson, string HostJsonPath, string? LocalSettingsPath)
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

        var localSettings = Path.Combine(Path.GetDirectoryName(path)!, "local.settings.json");
        return new HostFiles(HostJson.Parse(File.ReadAllText(path), path), path, File.Exists(localSettings) ? localSettings : null);
    }

    private static IEnumerable<string> Upwards(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            yield return at.FullName;
    }
}
