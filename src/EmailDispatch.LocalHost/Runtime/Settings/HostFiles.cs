using System.Text.RegularExpressions;
using EmailDispatch.Functions;
using Microsoft.Extensions.Configuration.Memory;

namespace EmailDispatch.LocalHost.Runtime.Settings;

/// <summary>
/// host.json and the local.settings.json next to it. host.json is searched for upwards from the content root, as in Core Tools;
/// <c>LocalHost:HostJson</c> sets another path. As on the Functions host, settings under <c>AzureFunctionsJobHost</c> override host.json.
/// </summary>
internal sealed partial record HostFiles(HostJson HostJson, string HostJsonPath, IReadOnlyList<KeyValuePair<string, string?>> LocalSettings)
{
    // This host logs these events itself; the generic host would print a stack trace if the start fails.
    private static readonly KeyValuePair<string, string?>[] Defaults =
    [
        new("Logging:LogLevel:Microsoft.AspNetCore", "Warning"),
        new("Logging:LogLevel:Microsoft.Hosting.Lifetime", "Warning"),
        new("Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host", "None"),
    ];

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

    /// <summary>Adds both files with the lowest precedence: an environment variable overrides local.settings.json, as in Core Tools.</summary>
    public void AddTo(IConfigurationBuilder configuration)
    {
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        configuration.Sources.Insert(1, new MemoryConfigurationSource { InitialData = HostJson.LogLevels });
        configuration.Sources.Insert(2, new MemoryConfigurationSource { InitialData = LocalSettings });
    }

    /// <summary>Replaces <c>%name%</c> in the queue name or schedule of a function with the setting of that name.</summary>
    public static string Resolve(IConfiguration configuration, string text, string function) =>
        Placeholder().Replace(text, match =>
            configuration[match.Groups["name"].Value.Replace("__", ":", StringComparison.Ordinal)] is { Length: > 0 } value
                ? value
                : throw new StartupFault($"function {function} asks for the setting {match.Value}, which is missing."));

    private static IEnumerable<string> Upwards(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            yield return at.FullName;
    }

    [GeneratedRegex("%(?<name>[^%]+)%")]
    private static partial Regex Placeholder();
}
