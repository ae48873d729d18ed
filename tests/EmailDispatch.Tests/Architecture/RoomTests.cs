using System.Text.RegularExpressions;
using EmailDispatch.Tests.Docs;

namespace EmailDispatch.Tests.Architecture;

/// <summary>Imports between the rooms of the library run one way; docs/architecture.md shows which.</summary>
public sealed partial class RoomTests
{
    private static readonly Dictionary<string, string[]> MayImport = new()
    {
        ["Emails"] = [],
        ["Naming"] = [],
        ["Storage"] = [],
        ["Secrets"] = [],
        ["Telemetry"] = [],
        ["Access"] = ["Emails", "Naming", "Secrets", "Storage"],
        ["Settings"] = ["Emails"],
        ["Senders"] = ["Emails", "Settings", "Storage"],
        ["Providers"] = ["Emails", "Secrets", "Settings", "Storage"],
        ["Endpoints"] = ["Storage"],
        ["Outbound"] = [],
        ["Status"] = ["Emails", "Endpoints", "Naming", "Storage"],
        ["Queueing"] = ["Emails", "Status", "Storage"],
        ["Suppressions"] = ["Emails", "Naming", "Secrets", "Storage"],
        ["Smtp"] = ["Domains", "Emails", "Outbound", "Providers", "Secrets", "Telemetry"],
        ["Replies"] = ["Naming", "Providers", "Smtp"],
        ["Domains"] = ["Access", "Emails", "Naming", "Providers", "Secrets", "Storage"],
        ["Unsubscribing"] = ["Emails", "Secrets", "Suppressions"],
        ["Intake"] = ["Access", "Domains", "Emails", "Naming", "Outbound", "Providers", "Queueing", "Senders", "Smtp", "Status", "Storage", "Suppressions", "Telemetry", "Templates", "Unsubscribing"],
        ["Templates"] = ["Emails", "Naming", "Senders", "Smtp", "Storage"],
        ["Dispatch"] = ["Domains", "Emails", "Naming", "Providers", "Queueing", "Replies", "Retention", "Smtp", "Status", "Storage", "Suppressions", "Telemetry"],
        ["ConnectionTesting"] = ["Emails", "Naming", "Providers", "Replies", "Secrets", "Smtp", "Status", "Suppressions"],
        ["Events"] = ["Access", "Emails", "Naming", "Providers", "Queueing", "Replies", "Retention", "Secrets", "Smtp", "Status", "Suppressions", "Telemetry"],
        ["Operations"] = ["Access", "ConnectionTesting", "Dispatch", "Domains", "Emails", "Endpoints", "Events", "Intake", "Naming", "Outbound", "Providers", "Queueing", "Replies", "Secrets", "Senders", "Status", "Storage", "Telemetry"],
        ["PersonalData"] = ["Access", "Emails", "Endpoints", "Intake", "Operations", "Queueing", "Retention", "Status", "Storage", "Suppressions", "Webhooks"],
        ["Usage"] = ["Emails", "Naming", "Providers", "Status", "Storage"],
        ["Webhooks"] = ["Access", "Domains", "Emails", "Endpoints", "Naming", "Outbound", "Providers", "Queueing", "Retention", "Secrets", "Senders", "Status", "Storage", "Telemetry"],
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
        var documented = MarkdownTables.Rows(File.ReadAllText(RepositoryPath.Of("docs", "architecture.md")), "Rooms")
            .Select(row => $"{row[0].Trim('`')}: {string.Join(", ", MarkdownTables.Code(row[2]))}");

        var allowed = MayImport.Select(room => $"{room.Key}: {string.Join(", ", room.Value.Order(StringComparer.Ordinal))}");

        Assert.Equal(allowed.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_rooms_that_send_test_or_read_messages_know_the_mail_library()
    {
        var outside = Rooms.Select(row => row.Data).Where(room => room is not ("Smtp" or "ConnectionTesting" or "Events")).SelectMany(Sources);

        Assert.DoesNotContain(outside, file => File.ReadAllText(file).Contains("using Mail", StringComparison.Ordinal) || File.ReadAllText(file).Contains("using Mime", StringComparison.Ordinal));
    }

    [Fact]
    public void Library_has_no_host()
    {
        var references = typeof(EmailDispatchServices).Assembly.GetReferencedAssemblies().Select(a => a.Name);

        Assert.DoesNotContain(references, name => name!.StartsWith("Microsoft.Azure.Functions", StringComparison.Ordinal));
    }

    private static string Library { get; } = RepositoryPath.Of("src", "EmailDispatch");

    private static string[] Sources(string room) => Directory.GetFiles(Path.Combine(Library, room), "*.cs", SearchOption.AllDirectories);

    [GeneratedRegex(@"^using (?:static )?EmailDispatch\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Import();
}
