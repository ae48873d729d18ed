using System.Text.RegularExpressions;
using EmailDispatch.Tests.Infra;

namespace EmailDispatch.Tests.Docs;

/// <summary>Links within the repository lead somewhere, and to every document leads one.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> Documents =>
        [.. Files(new DirectoryInfo(InfraFiles.Root)).Select(file => Path.GetRelativePath(InfraFiles.Root, file.FullName).Replace('\\', '/'))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_within_the_repository_resolve(string document)
    {
        var broken = Links(document).Where(link => !Resolves(link.Path, link.Anchor)).Select(link => $"{link.Path}#{link.Anchor}");

        Assert.Empty(broken);
    }

    [Fact]
    public void Every_document_is_reached_from_the_readme()
    {
        var reached = new HashSet<string> { "README.md" };
        var next = new Queue<string>(reached);
        while (next.TryDequeue(out var document))
        {
            foreach (var link in Links(document).Select(link => link.Path).Where(path => path.EndsWith(".md", StringComparison.Ordinal) && reached.Add(path)))
                next.Enqueue(link);
        }

        Assert.Empty(Directory.GetFiles(InfraFiles.At("docs"), "*.md", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(InfraFiles.Root, file).Replace('\\', '/')).Except(reached));
    }

    private static IEnumerable<(string Path, string? Anchor)> Links(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(InfraFiles.Root, document))!;
        return
            from match in Link().Matches(Code().Replace(InfraFiles.Read(document), "")).AsEnumerable()
            let target = match.Groups["target"].Value
            where !target.Contains(':', StringComparison.Ordinal)
            let parts = target.Split('#', 2)
            let file = parts[0].Length == 0 ? document : Path.GetRelativePath(InfraFiles.Root, Path.GetFullPath(parts[0], folder)).Replace('\\', '/')
            select (file, parts.Length == 2 ? parts[1] : null);
    }

    private static bool Resolves(string path, string? anchor)
    {
        var file = InfraFiles.At(path);
        return anchor is null
            ? File.Exists(file) || Directory.Exists(file)
            : File.Exists(file) && Anchors(InfraFiles.Read(path)).Contains(anchor);
    }

    /// <summary>As GitHub names them: of a heading that comes again, the second ends with -1.</summary>
    private static HashSet<string> Anchors(string document)
    {
        var counts = new Dictionary<string, int>();
        var anchors = new HashSet<string>();
        foreach (var heading in Heading().Matches(Block().Replace(document, "")).Select(match => match.Groups[1].Value))
        {
            var text = LinkText().Replace(heading, "$1").Trim();
#pragma warning disable CA1308 // Anchors are lower-case.
            var anchor = NotInAnchor().Replace(text, "").Replace(' ', '-').ToLowerInvariant();
#pragma warning restore CA1308
            var count = counts.GetValueOrDefault(anchor);
            counts[anchor] = count + 1;
            anchors.Add(count == 0 ? anchor : $"{anchor}-{count}");
        }

        return anchors;
    }

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder) =>
        folder.GetFiles("*.md").Concat(folder.GetDirectories()
            .Where(inner => inner.Name is not ("bin" or "obj" or "node_modules" or ".git" or ".local"))
            .SelectMany(Files));

    [GeneratedRegex(@"^```.*?^```|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkText();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchor();
}
