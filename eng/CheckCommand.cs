using System.Text.RegularExpressions;

namespace EmailDispatch.Dev;

/// <summary><c>check</c>: runs the checks that a change must pass besides the tests.</summary>
internal static partial class CheckCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        arguments.RefuseTheRest();
        Console.WriteLine("Building functions.sln for release …");
        await Tool.RequireAsync("dotnet", ["build", "functions.sln", "-c", "Release", "--no-incremental", "--nologo", "-v", "q"], cancellationToken, quiet: true);
        Console.WriteLine("Checking the format …");
        await Tool.RequireAsync("dotnet", ["format", "functions.sln", "--verify-no-changes", "--no-restore"], cancellationToken, quiet: true);

        var faults = new List<string>();
        foreach (var file in await Tool.LinesAsync("git", ["ls-files", "*package-lock.json"], cancellationToken))
        {
            if ((await File.ReadAllTextAsync(file, cancellationToken)).Contains("\"resolved\"", StringComparison.Ordinal))
                faults.Add($"{file} names the registry it was made with; .npmrc has the option that leaves it out.");
        }

        foreach (var file in await Tool.LinesAsync("git", ["ls-files", "--cached", "--ignored", "--exclude-standard"], cancellationToken))
            faults.Add($"{file} is in the repository although .gitignore excludes it.");

        var readme = await File.ReadAllTextAsync("README.md", cancellationToken);
        var door = await File.ReadAllTextAsync("dev.cs", cancellationToken);
        foreach (var quoted in QuotedCommand().Matches(readme).Select(match => match.Groups[1].Value).Distinct())
        {
            if (!door.Contains($"[\"{quoted}\"]", StringComparison.Ordinal))
                faults.Add($"README.md quotes `dotnet dev.cs {quoted}`, which does not exist.");
        }

        if (faults.Count > 0)
            throw new Refusal(string.Join('\n', faults));
        Console.WriteLine("Build, format, lock files and README are OK.");
        return 0;
    }

    [GeneratedRegex(@"dotnet dev\.cs ([a-z]+)")]
    private static partial Regex QuotedCommand();
}
