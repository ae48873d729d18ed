namespace EmailDispatch.Tests.Docs;

/// <summary>The tables of a document, by the heading above them.</summary>
internal static class MarkdownTables
{
    /// <summary>The cells of every row under a heading of the second level; without the head and its rule.</summary>
    public static IReadOnlyList<string[]> Rows(string document, string heading)
    {
        var section = Section(document, heading).Split('\n');
        return
        [
            .. section.Where((line, n) => IsRow(line) && !IsRule(line) && !(n + 1 < section.Length && IsRule(section[n + 1])))
                .Select(line => line.Trim()[1..^1].Split('|').Select(cell => cell.Trim()).ToArray()),
        ];
    }

    public static string Section(string document, string heading)
    {
        var start = document.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        if (start < 0)
            throw new InvalidDataException($"There is no section {heading}.");
        var end = document.IndexOf("\n## ", start + 4, StringComparison.Ordinal);
        return document[start..(end < 0 ? document.Length : end)];
    }

    /// <summary>The texts in backticks of one cell.</summary>
    public static IReadOnlyList<string> Code(string cell) => [.. cell.Split('`').Where((_, n) => n % 2 == 1)];

    private static bool IsRow(string line) => line.StartsWith('|');

    private static bool IsRule(string line) => line.StartsWith("|--", StringComparison.Ordinal);
}
