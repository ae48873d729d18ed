using System.Text.Json;
using System.Text.RegularExpressions;

namespace EmailDispatch.Tests.Docs;

/// <summary>What the documents promise is there.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Root = FindRoot();

    public static TheoryData<string> Documents =>
        [.. Files(new DirectoryInfo(Root)).Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_within_the_repository_resolve(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Root, document))!;
        var text = Code().Replace(File.ReadAllText(Path.Combine(Root, document)), "");

        var broken = Link().Matches(text)
            .Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains(':', StringComparison.Ordinal))
            .Where(target => !Resolves(folder, document, target));

        Assert.Empty(broken);
    }

    [Fact]
    public void Commands_quoted_in_the_readme_exist()
    {
        var door = File.ReadAllText(Path.Combine(Root, "dev.cs"));

        var quoted = Command().Matches(File.ReadAllText(Path.Combine(Root, "README.md"))).Select(match => match.Groups[1].Value).ToList();

        Assert.Contains("up", quoted);
        Assert.Contains("test", quoted);
        Assert.All(quoted, command => Assert.Contains($"[\"{command}\"]", door, StringComparison.Ordinal));
    }

    [Fact]
    public void Sample_settings_name_two_providers_and_a_key()
    {
        using var sample = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, "local.settings.sample.json")));

        var names = sample.RootElement.GetProperty("Values").EnumerateObject().Select(value => value.Name).ToList();

        Assert.Contains("Providers__0__Host", names);
        Assert.Contains("Providers__1__Host", names);
        Assert.Contains("Access__Keys__0__Key", names);
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    private static bool Resolves(string folder, string document, string target)
    {
        var (path, anchor) = target.Split('#') is [var before, var after] ? (before, after) : (target, null);
        var file = path.Length == 0 ? Path.Combine(Root, document) : Path.Combine(folder, path);
        if (anchor is null)
            return File.Exists(file) || Directory.Exists(file);
        return File.Exists(file) && Heading().Matches(File.ReadAllText(file))
            .Any(match => NotInAnchor().Replace(match.Groups[1].Value.Trim(), "").Replace(' ', '-').Equals(anchor, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder) =>
        folder.GetFiles("*.md").Concat(folder.GetDirectories()
            .Where(inner => inner.Name is not ("bin" or "obj" or "node_modules" or ".git" or ".local"))
            .SelectMany(Files));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "functions.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException($"No functions.sln above {AppContext.BaseDirectory}.");
        return folder.FullName;
    }

    [GeneratedRegex(@"^```.*?^```|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"dotnet dev\.cs ([a-z]+)")]
    private static partial Regex Command();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchor();
}
