namespace EmailDispatch.Infra;

/// <summary>infra/ as the real compiler sees it: without an error, a warning or a difference in format.</summary>
public sealed class CompilerTests : IDisposable
{
    private readonly InfraFiles _files = new();

    [Theory]
    [InlineData("build", "**/*.bicep")]
    [InlineData("build-params", "**/*.bicepparam")]
    [InlineData("lint", "**/*.bicep")]
    [InlineData("lint", "**/*.bicepparam")]
    public async Task Compiler_has_nothing_to_say(string command, string pattern)
    {
        var run = await Bicep.RunAsync(_files.Folder, [command, "--pattern", pattern]);

        Assert.True(run is { ExitCode: 0, Output: "", Errors: "" }, $"{run.Output}{run.Errors}");
        if (command != "lint")
            Assert.All(InfraFiles.Sources.Where(file => file.EndsWith(pattern[4..], StringComparison.Ordinal)), file => Assert.True(_files.IsCompiled(file), file));
    }

    [Fact]
    public async Task Every_file_is_formatted()
    {
        foreach (var pattern in new[] { "**/*.bicep", "**/*.bicepparam" })
        {
            var run = await Bicep.RunAsync(_files.Folder, ["format", "--pattern", pattern]);
            Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        }

        Assert.All(InfraFiles.Sources, file => Assert.Equal(File.ReadAllText(InfraFiles.Original(file)), File.ReadAllText(_files.Copied(file))));
    }

    [Fact]
    public async Task Api_version_of_more_than_two_years_is_an_error()
    {
        const string Module = "modules/vault.bicep";
        var text = await File.ReadAllTextAsync(_files.Copied(Module));
        await File.WriteAllTextAsync(_files.Copied(Module), text.Replace("vaults@2026-02-01", "vaults@2023-07-01", StringComparison.Ordinal));

        var run = await Bicep.RunAsync(_files.Folder, ["lint", Module]);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("Error use-recent-api-versions", run.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _files.Dispose();
}
