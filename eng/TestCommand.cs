namespace EmailDispatch.Dev;

/// <summary><c>test</c>: runs every test project; the last line has the totals.</summary>
internal static class TestCommand
{
    private const string Results = ".local/test-results";

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        // None of the processes below runs long enough to win back what it costs to profile them: a tenth of all.
        Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");
        await Npm.InstallAsync("src/EmailDispatch.LocalHost", cancellationToken);
        await Npm.InstallAsync("tests/EmailDispatch.EndToEnd", cancellationToken);
        await Browser.ProvideAsync(cancellationToken);
        Console.WriteLine("Building functions.sln …");
        await Tool.RequireAsync("dotnet", ["build", "functions.sln", "--nologo", "-v", "q"], cancellationToken, quiet: true);

        if (Directory.Exists(Results))
            Directory.Delete(Results, recursive: true);
        var green = true;
        var solution = await File.ReadAllTextAsync("functions.sln", cancellationToken);
        // Reverse order, so the fast tests run first. What is not in the solution was not built.
        foreach (var project in Directory.GetFiles("tests", "*.csproj", SearchOption.AllDirectories).Where(file => solution.Contains(Path.GetFileName(file), StringComparison.Ordinal)).OrderDescending(StringComparer.Ordinal))
        {
            string[] report = ["--logger", $"trx;LogFileName={Path.GetFileNameWithoutExtension(project)}.trx", "--results-directory", Results];
            green &= await Tool.RunAsync("dotnet", ["test", project, "--no-build", "--nologo", .. report, .. arguments.Rest], cancellationToken) == 0;
        }

        foreach (var figures in Totals.FindFigures(Results))
            Console.WriteLine(figures);
        var totals = Totals.Read(Results);
        Console.WriteLine(totals);
        return green && totals is { Failed: 0, Passed: > 0 } ? 0 : 1;
    }
}
