using System.Reflection;
using EmailDispatch.Emails;
using EmailDispatch.Settings;
using Microsoft.Extensions.Configuration;

namespace EmailDispatch.Providers;

/// <summary>Reports all unknown keys and invalid values. The framework's binder stops at the first invalid value and ignores unknown keys.</summary>
internal static class ProviderReader
{
    /// <summary>The settings of a provider by name.</summary>
    public static IReadOnlyDictionary<string, PropertyInfo> Settings { get; } = typeof(ProviderOptions)
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.SetMethod is { IsPublic: true })
        .ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads one provider; each fault begins with the setting's name relative to <paramref name="section"/>.</summary>
    public static ProviderOptions Read(IConfigurationSection section, List<string> faults)
    {
        var provider = new ProviderOptions();
        ApplyPreset(provider, section, faults);
        foreach (var setting in section.GetChildren())
        {
            if (!Settings.TryGetValue(setting.Key, out var property))
                faults.Add($"{setting.Key}: there is no such setting{Suggest(setting.Key)}");
            else if (TryRead(setting, property.PropertyType, property.GetValue(provider), out var value, out var fault))
                property.SetValue(provider, value);
            else
                faults.Add($"{property.Name}: {fault}");
        }

        return provider;
    }

    private static void ApplyPreset(ProviderOptions provider, IConfigurationSection section, List<string> faults)
    {
        if (section[nameof(ProviderOptions.Preset)] is not { Length: > 0 } name)
        {
            if (section[nameof(ProviderOptions.Region)] is { Length: > 0 })
                faults.Add("Region: has a meaning only together with a Preset.");
            return;
        }

        if (ProviderPresets.Find(name) is not { } preset)
            faults.Add($"Preset: '{name}' is not one of {string.Join(", ", ProviderPresets.All.Select(p => p.Name))}.");
        else if (preset.Apply(provider, section[nameof(ProviderOptions.Region)] ?? "") is { } fault)
            faults.Add(fault);
    }

    private static bool TryRead(IConfigurationSection setting, Type type, object? standard, out object? value, out string fault)
    {
        fault = "";
        if (type == typeof(IReadOnlyDictionary<string, string>))
        {
            value = ReadHeaders(setting, ref fault);
            return fault.Length == 0;
        }

        if (type == typeof(IReadOnlyList<string>))
        {
            value = ReadList(setting);
            return true;
        }

        if (setting.GetChildren().Any())
        {
            value = null;
            fault = "must be a single value.";
            return false;
        }

        var plain = Nullable.GetUnderlyingType(type) ?? type;
        var text = setting.Value?.Trim() ?? "";
        if (text.Length == 0 && plain != type)
        {
            value = null;
            return true;
        }

        value = SettingValue.Read(text, plain, standard, out fault);
        return value is not null;
    }

    private static List<string> ReadList(IConfigurationSection setting)
    {
        var values = setting.GetChildren().Select(child => child.Value ?? "");
        return [.. (setting.Value?.Split(',') ?? values).Select(value => value.Trim()).Where(value => value.Length > 0)];
    }

    private static Dictionary<string, string> ReadHeaders(IConfigurationSection setting, ref string fault)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (setting.Value is { Length: > 0 })
            fault = "must be written as Headers:X-Name, or as Headers:0 with the value 'X-Name: value'.";

        foreach (var header in setting.GetChildren())
        {
            var (name, value) = (header.Key, header.Value ?? "");
            if (header.Key.All(char.IsAsciiDigit))
            {
                var colon = value.IndexOf(':', StringComparison.Ordinal);
                if (colon < 0)
                    fault = $"{header.Key} must have a value such as 'X-Name: value'.";
                (name, value) = (value[..Math.Max(colon, 0)], value[(colon + 1)..].Trim());
            }

            if (!headers.TryAdd(name, value))
                fault = $"the header field {name} is given twice.";
        }

        return headers;
    }

    private static string Suggest(string key)
    {
        if (key.Contains("password", StringComparison.OrdinalIgnoreCase) || key.Contains("apikey", StringComparison.OrdinalIgnoreCase))
            return "; passwords do not belong in the settings; Secret names the secret that has it.";

        return FieldNames.Closest(key, [.. Settings.Keys]) is { } meant ? $"; did you mean {meant}?" : ".";
    }
}
