using System.Text.RegularExpressions;

namespace EmailDispatch.LocalHost.Runtime.Settings;

/// <summary><c>%name%</c> in a queue's name or a schedule stands for the setting of that name.</summary>
internal static partial class SettingNames
{
    public static string Resolve(IConfiguration configuration, string text, string function) =>
        Placeholder().Replace(text, match =>
            configuration[match.Groups["name"].Value.Replace("__", ":", StringComparison.Ordinal)] is { Length: > 0 } value
                ? value
                : throw new StartupFault($"function {function} asks for the setting {match.Value}, which is missing."));

    [GeneratedRegex("%(?<name>[^%]+)%")]
    private static partial Regex Placeholder();
}
