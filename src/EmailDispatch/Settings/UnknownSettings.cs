using EmailDispatch.Emails;
using Microsoft.Extensions.Configuration;

namespace EmailDispatch.Settings;

/// <summary>Finds settings that nothing reads: an ignored typo would leave a default in use.</summary>
internal static class UnknownSettings
{
    private const string AnyNumber = "#";

    private static readonly char[] Separators = [':', '_', '.', '-'];

    public static IEnumerable<string> Find(IConfiguration configuration, IEnumerable<SettingsSection> sections)
    {
        var known = sections.GroupBy(section => section.Name, StringComparer.OrdinalIgnoreCase)
            .Select(group => new SettingsSection(group.Key, [.. group.SelectMany(section => section.Names)]) { IsShared = group.All(section => section.IsShared) })
            .ToList();
        return [.. known.SelectMany(section => FindNames(configuration, section, known)), .. FindSections(configuration, known)];
    }

    private static IEnumerable<string> FindNames(IConfiguration configuration, SettingsSection section, List<SettingsSection> known)
    {
        var names = section.Names.Select(name => name.Split(':')[0]).Where(name => name != AnyNumber).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var setting in configuration.GetSection(section.Name).GetChildren().Where(setting => names.Count > 0 && !names.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)))
        {
            var meant = FieldNames.Closest(setting.Key, names) is { } close ? $"{section.Name}__{close}"
                : section.IsShared ? null
                : known.Find(other => other.Names.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)) is { } elsewhere ? $"{elsewhere.Name}__{setting.Key}" : null;
            if (meant is not null)
                yield return $"{section.Name}__{setting.Key}: there is no such setting; did you mean {meant}?";
            else if (!section.IsShared)
                yield return $"{section.Name}__{setting.Key}: there is no such setting; {section.Name} has {string.Join(", ", names)}.";
        }
    }

    /// <summary>
    /// Settings beside the known sections that can only be meant for one: <c>Dispach__MaxAge</c>, <c>Dispatch_MaxAge</c>. The rest of the name must be
    /// known there, because the environment is full of settings of others.
    /// </summary>
    private static IEnumerable<string> FindSections(IConfiguration configuration, List<SettingsSection> known)
    {
        foreach (var (key, value) in configuration.AsEnumerable().OrderBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase))
        {
            var parts = key.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
            if (value is null || parts.Length < 2 || known.Exists(section => section.Name.Equals(key.Split(':')[0], StringComparison.OrdinalIgnoreCase)))
                continue;
            if (FieldNames.Closest(parts[0], [.. known.Select(section => section.Name)]) is not { } name)
                continue;

            var section = known.First(section => section.Name == name);
            if (section.Names.FirstOrDefault(known => Fits(parts.AsSpan(1), known.Split(':'))) is not { } setting)
                continue;

            var number = parts.Skip(1).FirstOrDefault(part => part.All(char.IsAsciiDigit)) ?? AnyNumber;
            yield return $"{SettingFault.NameOf(key)}: there is no such setting; did you mean {name}__{SettingFault.NameOf(setting).Replace(AnyNumber, number, StringComparison.Ordinal)}?";
        }
    }

    private static bool Fits(ReadOnlySpan<string> parts, string[] known)
    {
        if (parts.Length != known.Length)
            return false;
        for (var n = 0; n < parts.Length; n++)
        {
            if (known[n] == AnyNumber ? !parts[n].All(char.IsAsciiDigit) : !parts[n].Equals(known[n], StringComparison.OrdinalIgnoreCase))
                return false;
        }

        return true;
    }
}
