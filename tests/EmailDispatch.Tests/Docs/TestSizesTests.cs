using System.Globalization;
using System.Text.RegularExpressions;

namespace EmailDispatch.Tests.Docs;

/// <summary>tests/README.md lists every size of a test with its default.</summary>
public sealed partial class TestSizesTests
{
    [Fact]
    public void Sizes_in_the_document_are_those_in_the_tests()
    {
        var documented = MarkdownTables.Rows(File.ReadAllText(RepositoryPath.Of("tests", "README.md")), "Sizes")
            .Select(row => $"{row[0].Trim('`')} {row[1].Replace(",", "", StringComparison.Ordinal)}");

        var used = Directory.GetFiles(RepositoryPath.Of("tests"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Size().Matches(File.ReadAllText(file)))
            .Select(size => string.Create(CultureInfo.InvariantCulture, $"{size.Groups[1].Value} {size.Groups[2].Value.Replace("_", "", StringComparison.Ordinal)}"));

        Assert.Equal(used.Distinct().Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"TestSize\.Of\(""(\w+)"", ([\d_]+)\)")]
    private static partial Regex Size();
}
