using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using EmailDispatch.Tests.Docs;

namespace EmailDispatch.Tests.Architecture;

/// <summary>Imports between the rooms of the library run one way; docs/architecture.md shows which.</summary>
public sealed partial class RoomTests
{
    private static readonly Dictionary<string, string[]> MayImport = new()
    {
        ["Emails"] = [],
        ["Storage"] = [],
        ["Secrets"] = [],
        ["Telemetry"] = [],
        ["Access"] = ["Emails", "Secrets", "Storage"],
        ["Providers"] = ["Emails", "Secrets", "Storage"],
        ["Status"] = ["Emails", "Storage"],
        ["Queueing"] = ["Emails", "Status", "Storage"],
        ["Suppressions"] = ["Emails", "Storage"],
        ["Smtp"] = ["Emails", "Providers", "Secrets"],
        ["Replies"] = ["Smtp"],
        ["Intake"] = ["Emails", "Providers", "Queueing", "Smtp", "Status", "Storage", "Telemetry"],
        ["Dispatch"] = ["Emails", "Providers", "Queueing", "Replies", "Smtp", "Status", "Storage", "Suppressions", "Telemetry"],
        ["ConnectionTesting"] = ["Emails", "Providers", "Replies", "Secrets", "Smtp", "Status"],
        ["Operations"] = ["Dispatch", "Emails", "Intake", "Providers", "Queueing", "Replies", "Status", "Storage", "Telemetry"],
        ["Usage"] = ["Status", "Storage"],
        ["Retention"] = ["Emails", "Intake", "Queueing", "Status", "Storage", "Usage"],
    };

    public static TheoryData<string> Rooms => [.. Directory.GetDirectories(Library).Select(d => Path.GetFileName(d)!).Where(n => n is not ("bin" or "obj"))];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Room_imports_only_what_it_may(string room)
    {
        var allowed = MayImport[room];

        var imports = Sources(room).SelectMany(file => Import().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value)).ToHashSet();

        Assert.Empty(imports.Except(allowed).Except([room]));
    }

    [Fact]
    public void Document_shows_the_imports()
    {
        var documented = MarkdownTables.Rows(File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "architecture.md")), "Rooms")
            .Select(row => $"{row[0].Trim('`')}: {string.Join(", ", MarkdownTables.Code(row[2]))}");

        var allowed = MayImport.Select(room => $"{room.Key}: {string.Join(", ", room.Value.Order(StringComparer.Ordinal))}");

        Assert.Equal(allowed.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_Smtp_and_the_connection_test_know_the_mail_library()
    {
        var outside = Rooms.Select(row => row.Data).Where(room => room is not ("Smtp" or "ConnectionTesting")).SelectMany(Sources);

        Assert.DoesNotContain(outside, file => File.ReadAllText(file).Contains("using Mail", StringComparison.Ordinal) || File.ReadAllText(file).Contains("using Mime", StringComparison.Ordinal));
    }

    [Fact]
    public void No_folder_uses_itself_through_others_and_no_room_uses_the_root()
    {
        var uses = FolderUses();

        Assert.Contains("Emails", uses["Intake"]);
        Assert.Contains("Emails", uses["Emails.Advising"]);
        Assert.All(uses.Where(folder => folder.Key.Length > 0), folder => Assert.DoesNotContain("", folder.Value));
        Assert.All(uses.Keys, folder => Assert.DoesNotContain(folder, Reachable(uses, folder)));
    }

    [Fact]
    public void Library_has_no_host()
    {
        var references = typeof(EmailDispatchServices).Assembly.GetReferencedAssemblies().Select(a => a.Name);

        Assert.DoesNotContain(references, name => name!.StartsWith("Microsoft.Azure.Functions", StringComparison.Ordinal));
    }

    /// <summary>The folders whose types the code of each folder names. A folder sees those it imports, and those around it without an import.</summary>
    private static Dictionary<string, HashSet<string>> FolderUses()
    {
        var files = Directory.GetFiles(Library, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Folder: Path.GetRelativePath(Library, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.').Trim('.'), Code: Comment().Replace(File.ReadAllText(file), "")))
            .Where(file => file.Folder.Split('.')[0] is not ("bin" or "obj"))
            .Select(file => (file.Folder, file.Code, Words: Word().Matches(file.Code).Select(word => word.Value).ToHashSet()))
            .ToList();
        var types = files.GroupBy(file => file.Folder).ToDictionary(
            folder => folder.Key, folder => folder.SelectMany(file => TypeName().Matches(file.Code).Select(type => type.Groups[1].Value)).ToHashSet());
        return types.Keys.ToDictionary(folder => folder, folder => types.Keys.Where(other => other != folder && files.Exists(file =>
            file.Folder == folder
            && (other.Length == 0 || folder.StartsWith($"{other}.", StringComparison.Ordinal) || file.Code.Contains($"using EmailDispatch.{other};", StringComparison.Ordinal))
            && types[other].Except(types[folder]).Any(file.Words.Contains))).ToHashSet());
    }

    private static HashSet<string> Reachable(Dictionary<string, HashSet<string>> uses, string from)
    {
        var (seen, next) = (new HashSet<string>(), new Stack<string>(uses[from]));
        while (next.TryPop(out var folder))
        {
            foreach (var further in seen.Add(folder) ? uses[folder] : [])
                next.Push(further);
        }

        return seen;
    }

    private static string Library { get; } = Path.Combine(RepositoryRoot(), "src", "EmailDispatch");

    internal static string RepositoryRoot([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", ".."));

    private static string[] Sources(string room) => Directory.GetFiles(Path.Combine(Library, room), "*.cs", SearchOption.AllDirectories);

    [GeneratedRegex(@"^using (?:static )?EmailDispatch\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\b(?:class|record|struct|enum|interface) ([A-Z]\w*)")]
    private static partial Regex TypeName();
}
