using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace EmailDispatch.Functions;

/// <summary>
/// The log levels of host.json and of the settings <c>AzureFunctionsJobHost__logging__logLevel__…</c>, which replace them. The Functions
/// host keeps both to its own categories; here they hold for the worker's as well, below its <c>Logging__LogLevel__…</c>.
/// </summary>
public static class HostLogLevels
{
    /// <summary>The section that replaces parts of host.json.</summary>
    public const string Overrides = "AzureFunctionsJobHost";

    private const string Levels = "logging:logLevel";

    /// <summary>Adds them below all other sources.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="hostJson">The path of host.json; it may be missing.</param>
    public static void AddHostLogLevels(this ConfigurationManager configuration, string hostJson)
    {
        var file = new ConfigurationBuilder().AddJsonFile(hostJson, optional: true).Build();
        var levels = file.GetSection(Levels).GetChildren()
            .Concat(configuration.GetSection($"{Overrides}:{Levels}").GetChildren())
            .GroupBy(level => level.Key, StringComparer.OrdinalIgnoreCase)
            .Select(level => KeyValuePair.Create($"Logging:LogLevel:{level.Key}", level.Last().Value));
        ((IConfigurationBuilder)configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = [.. levels] });
    }
}
