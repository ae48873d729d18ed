using System.Text.RegularExpressions;

namespace EmailDispatch.Tests.Infra;

/// <summary>The files of infra/ and beside it, read as text: the Bicep compiler is not needed to run the tests.</summary>
internal static partial class InfraFiles
{
    public static string Root { get; } = RepositoryPath.Of();

    public static string[] Bicep => Directory.GetFiles(At("infra"), "*.bicep", SearchOption.AllDirectories);

    public static string[] All => Directory.GetFiles(At("infra"), "*", SearchOption.AllDirectories);

    public static string[] Workflows => Directory.GetFiles(At(".github/workflows"), "*.yml");

    public static string Read(string path) => File.ReadAllText(At(path));

    public static string At(string path) => Path.Combine(Root, path);

    /// <summary>What an array or object of this name holds, between its brackets.</summary>
    public static string Variable(string path, string name)
    {
        var match = Regex.Match(Read(path), $@"^var {name} = [\[{{]\n(.*?)^[\]}}]$", RegexOptions.Multiline | RegexOptions.Singleline);
        return match.Success ? match.Groups[1].Value : throw new InvalidDataException($"{path} has no variable {name}.");
    }

    /// <summary>The texts in single quotes.</summary>
    public static IReadOnlyList<string> Quoted(string text) => [.. Quote().Matches(text).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quote();
}
