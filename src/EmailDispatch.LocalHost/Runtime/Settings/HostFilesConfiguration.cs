using Microsoft.Extensions.Configuration.Memory;

namespace EmailDispatch.LocalHost.Runtime.Settings;

internal static class HostFilesConfiguration
{
    /// <summary>
    /// Quiet by default where the host has a line of its own. The generic host would print a stack trace for what
    /// <see cref="Startup"/> says in one line.
    /// </summary>
    private static readonly KeyValuePair<string, string?>[] Defaults =
    [
        new("Logging:LogLevel:Microsoft.AspNetCore", "Warning"),
        new("Logging:LogLevel:Microsoft.Hosting.Lifetime", "Warning"),
        new("Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host", "None"),
    ];

    /// <summary>Below everything else: an environment variable wins over local.settings.json, as with Core Tools.</summary>
    public static void AddHostFiles(this IConfigurationBuilder configuration, HostFiles files)
    {
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        configuration.Sources.Insert(1, new MemoryConfigurationSource { InitialData = files.HostJson.LogLevels });
        configuration.Sources.Insert(2, new MemoryConfigurationSource { InitialData = files.LocalSettings });
    }
}
