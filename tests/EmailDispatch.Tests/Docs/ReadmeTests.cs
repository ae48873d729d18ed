using System.Text.Json;
using System.Text.RegularExpressions;
using EmailDispatch.Tests.Infra;

namespace EmailDispatch.Tests.Docs;

/// <summary>What the documents promise is there.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void Commands_quoted_in_the_readme_exist()
    {
        var door = InfraFiles.Read("dev.cs");

        var quoted = Command().Matches(InfraFiles.Read("README.md")).Select(match => match.Groups[1].Value).ToList();

        Assert.Contains("up", quoted);
        Assert.Contains("test", quoted);
        Assert.All(quoted, command => Assert.Contains($"[\"{command}\"]", door, StringComparison.Ordinal));
    }

    [Fact]
    public void Sample_settings_name_two_providers_and_a_key()
    {
        using var sample = JsonDocument.Parse(InfraFiles.Read("local.settings.sample.json"));

        var names = sample.RootElement.GetProperty("Values").EnumerateObject().Select(value => value.Name).ToList();

        Assert.Contains("Providers__0__Host", names);
        Assert.Contains("Providers__1__Host", names);
        Assert.Contains("Access__Keys__0__Key", names);
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [GeneratedRegex(@"dotnet dev\.cs ([a-z]+)")]
    private static partial Regex Command();
}
