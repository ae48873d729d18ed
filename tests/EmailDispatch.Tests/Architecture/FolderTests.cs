using System.Reflection;

namespace EmailDispatch.Tests.Architecture;

/// <summary>No two folders of a source project need each other, so each can be read without the ones above it.</summary>
public sealed class FolderTests
{
    public static TheoryData<string> Projects => ["EmailDispatch", "EmailDispatch.Functions", "EmailDispatch.LocalHost", "EmailDispatch.Sandbox", "EmailDispatch.SmtpDoor"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_of_a_project_form_no_circle(string project)
    {
        var arrows = Arrows(project);

        var circles = arrows.Where(arrow => arrow.Value.Any(to => Reaches(arrows, to, arrow.Key))).Select(arrow => $"{arrow.Key} -> {string.Join(", ", arrow.Value)}");

        Assert.Empty(circles);
    }

    [Fact]
    public void Every_project_is_checked()
    {
        var projects = Directory.GetDirectories(RepositoryPath.Of("src")).Select(folder => Path.GetFileName(folder)!);

        Assert.Equal(projects.Order(StringComparer.Ordinal), Projects.Select(row => row.Data).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Use_inside_a_method_is_an_arrow() => Assert.Contains("Runtime/Invocation", Arrows("EmailDispatch.LocalHost")["Runtime/Queues"], StringComparer.Ordinal);

    private static Dictionary<string, HashSet<string>> Arrows(string project)
    {
        var types = Assembly.Load(project).GetTypes();
        return types.Select(type => (Folder: FolderOf(type, project), Type: type)).Where(t => t.Folder is not null)
            .GroupBy(t => t.Folder!, t => t.Type)
            .ToDictionary(
                folder => folder.Key,
                folder => folder.SelectMany(TypeReferences.Of).Select(type => type.Assembly == types[0].Assembly ? FolderOf(type, project) : null)
                    .OfType<string>().Where(other => other != folder.Key).ToHashSet());
    }

    /// <summary>The folder under the project, "." for the project itself; null for types of the compiler.</summary>
    private static string? FolderOf(Type type, string project) =>
        type.Namespace == project ? "."
        : type.Namespace?.StartsWith(project + ".", StringComparison.Ordinal) == true ? type.Namespace[(project.Length + 1)..].Replace('.', '/')
        : null;

    private static bool Reaches(Dictionary<string, HashSet<string>> arrows, string from, string to)
    {
        var seen = new HashSet<string>();
        var open = new Stack<string>([from]);
        while (open.TryPop(out var folder))
        {
            if (folder == to)
                return true;
            if (seen.Add(folder))
                arrows[folder].ToList().ForEach(open.Push);
        }

        return false;
    }
}
