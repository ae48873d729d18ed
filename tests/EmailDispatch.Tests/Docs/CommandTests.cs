using System.Diagnostics;
using System.Text.RegularExpressions;
using EmailDispatch.Tests.Infra;

namespace EmailDispatch.Tests.Docs;

/// <summary>Every command that the documents quote is run by a test, or is listed here with the reason why it is not.</summary>
public sealed partial class CommandTests
{
    /// <summary>What a command begins with, and the test that runs it, by its file.</summary>
    private static readonly Dictionary<string, string> RunBy = new()
    {
        ["curl "] = "tests/EmailDispatch.EndToEnd/Docs/QuotedCommandTests.cs",
        ["dotnet dev.cs test"] = ".ci/run",
        ["infra/scripts/add-provider.sh"] = "tests/EmailDispatch.Tests/Infra/ProviderScriptTests.cs",
        ["infra/scripts/check-region.sh"] = "tests/EmailDispatch.Tests/Infra/RegionScriptTests.cs",
        ["infra/scripts/create-admin-key.sh"] = "tests/EmailDispatch.Tests/Infra/ProviderScriptTests.cs",
        ["infra/scripts/smoke-test.sh"] = "tests/EmailDispatch.Tests/Infra/SmokeTestScriptTests.cs",
    };

    /// <summary>What a command begins with, and why it cannot run here.</summary>
    private static readonly Dictionary<string, string> NotRun = new()
    {
        ["dotnet dev.cs up"] = "runs until it is stopped, on ports that may be taken; tests start the host that it starts",
        ["dotnet dev.cs bench"] = "takes half an hour, and its figures are those of the machine",
        ["dotnet dev.cs simulate"] = "runs tests of `dotnet dev.cs test`, with more seeds",
        ["dotnet dev.cs mutate"] = "takes hours",
        ["az "] = "needs an Azure subscription",
        ["azd "] = "needs an Azure subscription",
        ["export AZURE_"] = "asks the Azure CLI",
        ["output() "] = "asks the Azure CLI",
        ["dotnet publish "] = "takes minutes and the real packages; deploy.yml does it",
        ["(cd out && zip "] = "packs what dotnet publish has made",
        ["gh "] = "needs a GitHub repository",
        ["git pull"] = "changes the working copy",
    };

    [Fact]
    public void Every_command_is_tested_or_has_a_reason()
    {
        var unknown = Lines().Where(line => Known(line).Count() != 1);

        Assert.Empty(unknown);
    }

    [Fact]
    public void Every_listed_command_is_quoted()
    {
        var lines = Lines().ToList();

        Assert.DoesNotContain(RunBy.Keys.Concat(NotRun.Keys), start => !lines.Exists(line => line.StartsWith(start, StringComparison.Ordinal)));
        Assert.All(RunBy.Values, file => Assert.True(File.Exists(InfraFiles.At(file)), file));
    }

    [Fact]
    public void Commands_are_valid_shell()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no bash.");

        foreach (var block in Blocks())
        {
            using var shell = Process.Start(new ProcessStartInfo("bash", ["-n"]) { RedirectStandardInput = true, RedirectStandardError = true })!;
            shell.StandardInput.Write(block);
            shell.StandardInput.Close();
            var errors = shell.StandardError.ReadToEnd();
            shell.WaitForExit();

            Assert.True(shell.ExitCode == 0, $"{block}\n{errors}");
        }
    }

    private static IEnumerable<string> Known(string line) =>
        RunBy.Keys.Concat(NotRun.Keys).Where(start => line.StartsWith(start, StringComparison.Ordinal) || line == start.TrimEnd());

    private static IEnumerable<string> Lines() =>
        Blocks().SelectMany(block => block.Split('\n')).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#');

    private static IEnumerable<string> Blocks() =>
        Directory.GetFiles(InfraFiles.At("docs"), "*.md").Append(InfraFiles.At("README.md"))
            .SelectMany(file => Shell().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value));

    [GeneratedRegex(@"^```(?:sh|bash)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Shell();
}
