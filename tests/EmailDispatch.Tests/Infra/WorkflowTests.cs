using System.Text.RegularExpressions;

namespace EmailDispatch.Tests.Infra;

/// <summary>The workflows run nothing that could be exchanged under them, with no right they do not need.</summary>
public sealed partial class WorkflowTests
{
    public static TheoryData<string> Files => [.. InfraFiles.Workflows.Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Actions_are_pinned_by_commit(string file)
    {
        var uses = Uses().Matches(Read(file)).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(uses);
        Assert.All(uses, action => Assert.Matches(@"^[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", action));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Rights_concurrency_and_time_are_bounded(string file)
    {
        var text = Read(file);

        Assert.Contains("\npermissions:\n  contents: read\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain(": write-all", text, StringComparison.Ordinal);
        Assert.Contains("\nconcurrency:\n", text, StringComparison.Ordinal);
        Assert.Equal(Regex.Count(text, "^    runs-on: ", RegexOptions.Multiline), Regex.Count(text, @"^    timeout-minutes: \d+$", RegexOptions.Multiline));
    }

    // GitHub runs a shell that is named with pipefail, and the same shell without its name without.
    [Theory]
    [MemberData(nameof(Files))]
    public void Shell_stops_at_a_failure_inside_a_pipe(string file) =>
        Assert.Contains("\ndefaults:\n  run:\n    shell: bash", Read(file), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Files))]
    public void Nothing_is_installed_without_a_version(string file) =>
        Assert.DoesNotMatch(@"bicep install|(curl|wget) .*\|\s*(ba)?sh|(apt-get|npm|pip|dotnet tool) install", Read(file));

    [Theory]
    [MemberData(nameof(Files))]
    public void No_secret_is_used(string file) => Assert.DoesNotContain("secrets.", Read(file), StringComparison.Ordinal);

    [Fact]
    public void Only_deployment_may_ask_for_a_token() =>
        Assert.Equal(["deploy.yml"], InfraFiles.Workflows.Where(file => File.ReadAllText(file).Contains("write", StringComparison.Ordinal)).Select(file => Path.GetFileName(file)));

    [Fact]
    public void Deployment_passes_every_parameter_on_with_its_default()
    {
        var parameters = Parameter().Matches(InfraFiles.Read("infra/main.bicepparam")).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}");
        var passed = Passed().Matches(Read("deploy.yml")).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}");

        Assert.Equal(parameters.Order(StringComparer.Ordinal), passed.Order(StringComparer.Ordinal));
    }

    private static string Read(string file) => InfraFiles.Read($".github/workflows/{file}");

    [GeneratedRegex(@"^\s*-? ?uses: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Uses();

    [GeneratedRegex(@"readEnvironmentVariable\('(EMAIL_\w+)', '([^']*)'\)")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^      (EMAIL_\w+): \$\{\{ vars\.\1 \|\| '([^']*)' }}$", RegexOptions.Multiline)]
    private static partial Regex Passed();
}
