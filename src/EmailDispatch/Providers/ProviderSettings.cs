using Microsoft.Extensions.Configuration;

namespace EmailDispatch.Providers;

/// <summary>A snapshot of the section <c>Providers</c>.</summary>
internal sealed class ProviderSettings
{
    private readonly Dictionary<string, ProviderOptions> _byText = [];

    /// <summary>Reads the section. A provider whose settings equal those in <paramref name="previous"/> stays the same object.</summary>
    public ProviderSettings(IConfiguration configuration, ProviderSettings? previous = null)
    {
        var providers = new List<ProviderOptions>();
        foreach (var section in configuration.GetSection(ProviderCatalogue.Section).GetChildren())
        {
            var text = string.Join('\n', section.AsEnumerable(makePathsRelative: true).OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}"));
            Text += $"{section.Key}\n{text}\n";

            if (section.Value is { Length: > 0 } && !section.GetChildren().Any())
            {
                Faults.Add($"{section.Path}: providers are numbered, as in {ProviderCatalogue.Section}__0__Name.");
                continue;
            }

            var faults = new List<string>();
            var provider = ReadOne(section, faults);
            Faults.AddRange(faults.Select(fault => $"{section.Path}:{fault}"));
            Warnings.AddRange(ProviderRules.FindWarnings(provider).Select(warning => $"{section.Path}:{warning}"));

            provider = previous?._byText.GetValueOrDefault(text) ?? provider;
            _byText.TryAdd(text, provider);
            providers.Add(provider);
        }

        Faults.AddRange(providers.GroupBy(p => p.Name).Where(g => g.Key.Length > 0 && g.Count() > 1).Select(g => $"{ProviderCatalogue.Section}: two providers have the name '{g.Key}'."));
        if (providers.Count > 0 && !providers.Exists(p => p.TakesEmails))
            Warnings.Add($"{ProviderCatalogue.Section}: all providers are disabled or drained; emails wait, unless the API has added others.");

        // OrderBy is stable: providers of the same priority keep the order of the settings.
        All = [.. providers.OrderBy(p => p.Priority)];
    }

    /// <summary>Reads and checks one provider.</summary>
    public static ProviderOptions ReadOne(IConfigurationSection section, List<string> faults)
    {
        var provider = ProviderReader.Read(section, faults);

        // A setting that could not be read kept its default, so faults of that default are not reported.
        var unread = faults.ConvertAll(fault => fault[..(fault.IndexOf(':', StringComparison.Ordinal) + 1)]);
        faults.AddRange(ProviderRules.FindFaults(provider).Where(fault => !unread.Exists(setting => fault.StartsWith(setting, StringComparison.Ordinal))));
        return provider;
    }

    public IReadOnlyList<ProviderOptions> All { get; }

    public List<string> Faults { get; } = [];

    public List<string> Warnings { get; } = [];

    /// <summary>Everything that was read, for detecting changes.</summary>
    public string Text { get; } = "";
}
