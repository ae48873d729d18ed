using EmailDispatch.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Functions;

/// <summary>
/// Applies the log levels of host.json and <c>AzureFunctionsJobHost__logging__logLevel__…</c> to the worker too; the Functions host applies them
/// only to its own categories. <c>Logging__LogLevel__…</c> overrides both.
/// </summary>
public static class HostLogLevels
{
    public const string Overrides = "AzureFunctionsJobHost";

    private const string Levels = "logging:logLevel";

    /// <summary>Adds the levels with the lowest precedence. The file <paramref name="hostJson"/> may be missing.</summary>
    public static void AddHostLogLevels(this ConfigurationManager configuration, string hostJson)
    {
        var file = new ConfigurationBuilder().AddJsonFile(hostJson, optional: true).Build();
        var levels = file.GetSection(Levels).GetChildren()
            .Concat(configuration.GetSection($"{Overrides}:{Levels}").GetChildren())
            .GroupBy(level => level.Key, StringComparer.OrdinalIgnoreCase)
            .Select(level => KeyValuePair.Create($"Logging:LogLevel:{level.Key}", level.Last().Value));
        ((IConfigurationBuilder)configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = [.. levels] });
    }

    /// <summary>Finds levels that do not exist, and removes them: they would stop the host before the other settings are checked.</summary>
    public static IReadOnlyList<SettingFault> TakeOutFaults(IConfiguration configuration)
    {
        var wrong = configuration.GetSection("Logging").AsEnumerable()
            .Where(setting => setting.Key.Contains(":LogLevel:", StringComparison.OrdinalIgnoreCase) && setting.Value is { Length: > 0 } level && !Enum.GetNames<LogLevel>().Contains(level, StringComparer.OrdinalIgnoreCase))
            .ToList();
        foreach (var (key, _) in wrong)
            configuration[key] = null;
        return [.. wrong.Select(setting => new SettingFault($"{setting.Key.Replace(":", "__", StringComparison.Ordinal)}: '{setting.Value}' is not one of {string.Join(", ", Enum.GetNames<LogLevel>())}."))];
    }
}
