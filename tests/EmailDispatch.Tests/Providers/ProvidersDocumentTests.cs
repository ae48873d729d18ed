using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using EmailDispatch.Providers;

namespace EmailDispatch.Tests.Providers;

/// <summary>docs/providers.md says what the code does.</summary>
public sealed partial class ProvidersDocumentTests
{
    private static readonly string Document = File.ReadAllText(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "..", "docs", "providers.md")));

    public static TheoryData<string> Presets => [.. ProviderPresets.All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Presets))]
    public void Table_has_the_figures_of_the_preset(string name)
    {
        var preset = ProviderPresets.Find(name)!;
        var host = preset.Host ?? string.Format(CultureInfo.InvariantCulture, preset.RegionalHost!, "region");

        var row = string.Create(
            CultureInfo.InvariantCulture,
            $"| [{name}](#{name.ToLowerInvariant()}) | `{host}` | {preset.Port} | {preset.Security} | {Show(preset.MaxMessageBytes)} | {Show(preset.MaxRecipients)} | {Show(preset.PerSecond)} | {Show(preset.PerMinute)} | {Show(preset.PerHour)} | {Show(preset.PerDay)} |");

        Assert.Contains(row, Document.Split('\n'));
    }

    [Fact]
    public void Table_has_no_other_rows() =>
        Assert.Equal(ProviderPresets.All.Select(p => p.Name), PresetRow().Matches(Document).Select(m => m.Groups[1].Value));

    [Theory]
    [MemberData(nameof(Presets))]
    public void Section_tells_credentials_limits_errors_and_sources(string name)
    {
        var section = Section(name);

        Assert.All(["**Credentials.** ", "**Limits.** ", "| it says | cause | fix |", "\nSources: ["], part => Assert.Contains(part, section, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void Settings_of_the_section_are_read_without_faults_and_warnings(string name)
    {
        var snippet = Snippet().Match(Section(name)).Groups[1].Value;
        var values = JsonSerializer.Deserialize<Dictionary<string, string>>(snippet)!;

        using var settings = new SettingsFixture([.. values.Select(v => (v.Key.Replace("Providers__", "", StringComparison.Ordinal).Replace("__", ":", StringComparison.Ordinal), v.Value))]);

        Assert.Equal(name, Assert.Single(settings.Catalogue.All).Preset);
        Assert.Empty(settings.Logger.Entries);
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void Regions_of_a_preset_are_told(string name) =>
        Assert.All(ProviderPresets.Find(name)!.Regions.Keys.Where(region => !region.StartsWith("pro", StringComparison.Ordinal)), region => Assert.Contains($"`{region}`", Section(name), StringComparison.Ordinal));

    private static string Section(string heading)
    {
        var start = Document.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"There is no section {heading}.");
        var end = Document.IndexOf("\n## ", start + 4, StringComparison.Ordinal);
        return Document[start..(end < 0 ? Document.Length : end)];
    }

    private static string Show(long? limit) => limit?.ToString("N0", CultureInfo.InvariantCulture) ?? "–";

    private static string ThisFile([CallerFilePath] string file = "") => file;

    [GeneratedRegex(@"```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"^\| \[(\w+)\]\(#\w+\)", RegexOptions.Multiline)]
    private static partial Regex PresetRow();
}
