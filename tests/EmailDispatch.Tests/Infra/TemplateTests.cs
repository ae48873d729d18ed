using System.Text.RegularExpressions;

namespace EmailDispatch.Tests.Infra;

/// <summary>What can be said of the template without its compiler: no secrets, local modules, parameters, shape.</summary>
public sealed partial class TemplateTests
{
    public static TheoryData<string> Files =>
        [.. InfraFiles.All.Select(file => Path.GetRelativePath(InfraFiles.Root, file).Replace('\\', '/'))];

    [Theory]
    [MemberData(nameof(Files))]
    public void File_has_no_key_and_no_registry_module(string file)
    {
        var text = InfraFiles.Read(file);

        Assert.All(
            ["listKeys", "listAccountSas", "AccountKey=", "SharedAccessKey", "InstrumentationKey", "@secure", "'br:", "'br/", "'ts:", "'ts/"],
            word => Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void File_is_formatted(string file)
    {
        var text = InfraFiles.Read(file);
        var lines = text.Split('\n');

        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n\n\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\t', text);
        Assert.DoesNotContain('\r', text);
        Assert.All(lines, line => Assert.Equal(line.TrimEnd(), line));
        Assert.All(lines, line => Assert.Equal(0, (line.Length - line.TrimStart().Length) % 2));
    }

    [Fact]
    public void Modules_are_files_of_the_repository_and_all_are_used()
    {
        var used = Module().Matches(InfraFiles.Read("infra/main.bicep")).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);

        var present = Directory.GetFiles(InfraFiles.At("infra/modules")).Select(file => $"modules/{Path.GetFileName(file)}").Order(StringComparer.Ordinal);

        Assert.Equal(present, used);
    }

    [Fact]
    public void Every_parameter_is_described()
    {
        var undescribed = InfraFiles.Bicep.SelectMany(file => Declaration().Matches(File.ReadAllText(file))
            .Where(match => !match.Value.Contains("@description(", StringComparison.Ordinal))
            .Select(match => $"{Path.GetFileName(file)}: {match.Groups["name"].Value}"));

        Assert.Empty(undescribed);
    }

    [Fact]
    public void Every_parameter_and_variable_is_used()
    {
        var unused = InfraFiles.Bicep.SelectMany(file =>
        {
            var text = File.ReadAllText(file);
            return Named().Matches(text).Select(match => match.Groups[1].Value)
                .Where(name => Regex.Count(text, $@"(?<!@)\b{name}\b") < 2)
                .Select(name => $"{Path.GetFileName(file)}: {name}");
        });

        Assert.Empty(unused);
    }

    [Fact]
    public void Parameters_that_are_set_exist()
    {
        var declared = Parameter().Matches(InfraFiles.Read("infra/main.bicep")).Select(match => match.Groups[1].Value);

        var set = Parameter().Matches(InfraFiles.Read("infra/main.bicepparam")).Select(match => match.Groups[1].Value).ToList();

        Assert.Contains("environmentName", set);
        Assert.Empty(set.Except(declared));
    }

    [Fact]
    public void Environment_variables_match_the_document()
    {
        var section = InfraFiles.Read("docs/deployment.md").Split("\n## Parameters\n")[1].Split("\n## ")[0];
        var documented = section.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Variable().Matches(line.Split('|')[1]).Select(match => match.Groups[1].Value));

        var read = Environment().Matches(InfraFiles.Read("infra/main.bicepparam")).Select(match => match.Groups[1].Value);

        Assert.Equal(read.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Outputs_are_what_the_scripts_ask_for()
    {
        var outputs = Output().Matches(InfraFiles.Read("infra/main.bicep")).Select(match => match.Groups[1].Value).ToList();
        var asked = Directory.GetFiles(InfraFiles.At("infra/scripts")).SelectMany(file => Asked().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value);

        Assert.Empty(asked.Distinct().Except(outputs));
        Assert.Contains("AZURE_KEY_VAULT_NAME", outputs);
    }

    [GeneratedRegex(@"'(modules/[a-z-]+\.bicep)'")]
    private static partial Regex Module();

    [GeneratedRegex(@"(?:^@.*\n)*^(?:param|output) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^(?:param|var) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Named();

    [GeneratedRegex(@"^param (\w+)", RegexOptions.Multiline)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"readEnvironmentVariable\('(\w+)'")]
    private static partial Regex Environment();

    [GeneratedRegex("`([A-Z_]+)`")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^output (\w+)", RegexOptions.Multiline)]
    private static partial Regex Output();

    [GeneratedRegex(@"\b(?:need|value) ((?:AZURE|SERVICE)_\w+)")]
    private static partial Regex Asked();
}
