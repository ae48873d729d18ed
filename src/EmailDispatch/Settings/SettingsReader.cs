using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace EmailDispatch.Settings;

/// <summary>Reads a section into its options and finds every fault. The framework's binder stops at the first invalid value.</summary>
internal static class SettingsReader
{
    /// <summary>Reads the section; each fault begins with the setting's name.</summary>
    public static List<string> Read(IConfigurationSection section, object options)
    {
        var faults = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var property in SettingsSection.PropertiesOf(options.GetType()))
        {
            var found = new List<string>();
            var setting = section.GetSection(property.Name);
            if (setting.Exists())
                Read(setting, property, options, found);
            if (found.Count == 0)
                found.AddRange(Check(property, options));
            faults[property.Name] = found;
        }

        // A rule over several settings says nothing new about one that has a fault, and kept its default.
        var rules = options is IValidatableObject validatable ? validatable.Validate(new ValidationContext(options)).Select(result => result.ErrorMessage!) : [];
        return
        [
            .. faults.SelectMany(setting => setting.Value.Select(fault => $"{section.Key}__{setting.Key}: {fault}")),
            .. rules.Where(rule => faults.GetValueOrDefault(rule.Split(':')[0]) is not { Count: > 0 }).Select(rule => $"{section.Key}__{rule}"),
        ];
    }

    private static void Read(IConfigurationSection setting, PropertyInfo property, object options, List<string> faults)
    {
        if (property.GetValue(options) is IList<string> list)
        {
            ReadList(setting, list, faults);
        }
        else if (setting.GetChildren().Any())
        {
            faults.Add("takes one value, not a list.");
        }
        else if (SettingValue.Read(setting.Value!.Trim(), property.PropertyType, property.GetValue(options), out var fault) is { } value)
        {
            property.SetValue(options, value);
        }
        else
        {
            faults.Add(fault);
        }
    }

    private static void ReadList(IConfigurationSection setting, IList<string> list, List<string> faults)
    {
        if (setting.Value is "")
            return;

        var texts = setting.Value?.Split(',') ?? setting.GetChildren().Select(entry => entry.Value ?? "");
        foreach (var text in texts.Select(text => text.Trim()))
        {
            if (text.Length == 0)
                faults.Add("has an empty entry.");
            else
                list.Add(text);
        }
    }

    private static IEnumerable<string> Check(PropertyInfo property, object options)
    {
        var value = property.GetValue(options);
        return property.GetCustomAttributes<ValidationAttribute>().Where(rule => !rule.IsValid(value)).Select(rule => rule is RangeAttribute range
            ? $"'{SettingValue.Show(value)}' is not between {SettingValue.Show(range.Minimum)} and {SettingValue.Show(range.Maximum)}."
            : rule.FormatErrorMessage(property.Name));
    }
}
